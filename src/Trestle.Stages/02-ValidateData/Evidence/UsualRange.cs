using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.ValidateData.Evidence;

/// <summary>
/// Where a figure usually lies, by those of earlier tables: the median, and as many scaled median absolute deviations around it. Where
/// weeks have a rhythm, days are compared with the same days, as soon as enough of them are known; until then, what any day had is usual,
/// and what is within the margin of it.
/// </summary>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
/// <param name="Words">What it was found by: "6 earlier tables of a Monday".</param>
internal sealed record UsualRange(double Low, double High, string Words)
{
    private const double NormalDeviation = 0.6744897501960817;

    /// <summary>
    /// The deviation of few values is often found too small: with n values the range is wider by this number of nths. Normal figures then
    /// lie outside of 4 deviations in at most 1.5 % of the cases with 5 values, and in less than 0.6 % with more (bench/usual_range.py).
    /// </summary>
    private const double FewValues = 10;

    /// <summary>Days of a week by which daily tables are known to leave some out.</summary>
    private const int MostWorkingDays = 5;

    /// <summary>The range, or why there is none.</summary>
    /// <param name="earlier">When the earlier tables were made, and their figures.</param>
    /// <param name="now">The present time.</param>
    /// <param name="least">How many figures are needed.</param>
    /// <param name="factor">How many deviations are usual.</param>
    /// <param name="margin">A distance from the median that is always usual.</param>
    public static (UsualRange? Range, string Why) Of(
        IReadOnlyList<(DateTimeOffset At, double Value)> earlier, DateTimeOffset now, int least, double factor, Func<double, double> margin)
    {
        var same = earlier.Where(table => table.At.DayOfWeek == now.DayOfWeek).ToArray();
        var days = earlier.Select(table => table.At.DayOfWeek).Distinct().Count();
        var isWeekly = same.Length >= least && same.Length < earlier.Count;
        double[] values = [.. (isWeekly ? same : earlier).Select(table => table.Value).Order()];
        if (values.Length < least)
        {
            return (null, $"{Format.Count(values.Length, "earlier table")}: too few to say");
        }

        if (same.Length == 0 && days is > 1 and <= MostWorkingDays)
        {
            return (null, $"no earlier table of a {now.DayOfWeek}: nothing to say");
        }

        var median = Median(values);
        var spread = Median([.. values.Select(value => Math.Abs(value - median)).Order()]) / NormalDeviation;
        var apart = Math.Max(factor * (1 + (FewValues / values.Length)) * spread, margin(median));
        var (low, high) = (median - apart, median + apart);
        var mayBeWeekly = !isWeekly && days > 1;
        return (
            new UsualRange(
                mayBeWeekly ? Math.Min(low, values[0] - margin(values[0])) : low,
                mayBeWeekly ? Math.Max(high, values[^1] + margin(values[^1])) : high,
                $"{Format.Count(values.Length, "earlier table")}{(isWeekly ? $" of a {now.DayOfWeek}" : "")}"),
            "");
    }

    private static double Median(double[] sorted) => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
}
