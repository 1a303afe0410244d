using Trestle.Rows.Stats;
using Trestle.Rows.Steps.Parsing;
using Trestle.Stages.Clean.Repairs;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.Lifecycle.Profiles;

/// <summary>
/// Values that may stand for "no value" though nothing says so: words, runs of nines, numbers and dates far from all others.
/// </summary>
internal static class DisguisedMissing
{
    private const int FewestValues = 10;
    private const int FewestRows = 3;
    private const double FewestShare = 0.002;
    private const double Spacings = 10;
    private const double Day = 86_400e6;
    private const double DatesApart = 30 * Day;

    /// <summary>Dates that programs write where there is none: the beginning and the end of their calendars.</summary>
    private static readonly HashSet<string> DefaultDates =
    [
        "0001-01-01", "1753-01-01", "1899-12-30", "1899-12-31", "1900-01-01", "1900-01-02", "1901-01-01", "1970-01-01", "1980-01-01",
        "2099-12-31", "2999-12-31", "3000-01-01", "9999-01-01", "9999-12-31",
    ];

    /// <summary>Those of a column of texts.</summary>
    /// <param name="texts">Its values with their rows.</param>
    public static IEnumerable<DisguisedValue> OfTexts(IReadOnlyCollection<KeyValuePair<string, long>> texts) =>
        ValueCount.Ordered(texts.Where(text => MissingWords.IsProbable(text.Key)))
            .Select(word => new DisguisedValue(word.Value, word.Rows, "a word that people write for 'no value'; here it is a value"));

    /// <summary>Those of a column of numbers or dates.</summary>
    /// <param name="type">Number or date.</param>
    /// <param name="distribution">Its values; those of very many are no sure evidence, and give none.</param>
    public static IEnumerable<DisguisedValue> OfNumbers(ColumnType type, QuantilesValue distribution)
    {
        var (values, counts) = (distribution.Values.ToArray(), distribution.Counts.ToArray());
        if (!distribution.Exact || values.Length < 2)
        {
            return [];
        }

        return type == ColumnType.Date ? Dates(values, counts) : values.Length < FewestValues ? [] : Numbers(values, counts, distribution);
    }

    private static IEnumerable<DisguisedValue> Numbers(double[] values, long[] counts, QuantilesValue distribution)
    {
        var printed = values.Select(value => PrintNumber.Print(value)!).ToArray();
        var nines = MissingWordsAmongNumbers.Sentinels(printed.Zip(counts, (text, rows) => (text, (int)Math.Min(rows, int.MaxValue))))
            .ToHashSet(StringComparer.Ordinal);
        foreach (var (end, next) in new[] { (0, 1), (values.Length - 1, values.Length - 2) })
        {
            if (nines.Contains(printed[end]))
            {
                yield return new DisguisedValue(printed[end], counts[end], "a run of nines, far from all other numbers");
            }
            else if (IsApart(values, counts, end, next, distribution))
            {
                yield return new DisguisedValue(printed[end], counts[end], "many rows have it, far from all other numbers");
            }
        }
    }

    /// <summary>
    /// Whether an end of the range recurs and is apart: by the quartiles' distance, and by many times that of other neighbours.
    /// </summary>
    private static bool IsApart(double[] values, long[] counts, int end, int next, QuantilesValue distribution)
    {
        var gap = Math.Abs(values[end] - values[next]);
        double[] spacings = [.. Enumerable.Range(1, values.Length - 1).Select(i => values[i] - values[i - 1]).Order()];
        return counts[end] >= Math.Max(FewestRows, FewestShare * distribution.Count)
            && gap >= distribution.Quantile(0.75) - distribution.Quantile(0.25)
            && gap >= Spacings * spacings[spacings.Length / 2];
    }

    private static IEnumerable<DisguisedValue> Dates(double[] values, long[] counts)
    {
        foreach (var (end, next) in new[] { (0, 1), (values.Length - 1, values.Length - 2) })
        {
            var day = Shown.Value(ColumnType.Date, Math.Floor(values[end] / Day) * Day);
            if (DefaultDates.Contains(day) && counts[end] >= FewestRows && Math.Abs(values[end] - values[next]) >= DatesApart)
            {
                yield return new DisguisedValue(day, counts[end], "a date that programs write where there is none, far from all others");
            }
        }
    }
}
