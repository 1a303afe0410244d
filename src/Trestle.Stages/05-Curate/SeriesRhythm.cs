using Trestle.Core.Configuration;
using Trestle.Rows.Keyed;
using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.Curate;

/// <summary>
/// The step of series: declared, or the most frequent distance of the rows of a series. Every row must be at a step, and no two of a series
/// at one; what is missing between them is told.
/// </summary>
internal static class SeriesRhythm
{
    private const double Day = 86_400_000_000;
    private const double MostMissing = 0.5;
    private const int MostNamed = 10;

    /// <summary>The step that a text means, with a time at which one begins; null for other texts.</summary>
    public static TimeStep? Parse(string text, double start) => text switch
    {
        "hour" => new(Day / 24, 0, start),
        "day" => new(Day, 0, start),
        "week" => new(7 * Day, 0, start),
        "month" => new(0, 1, start),
        "quarter" => new(0, 3, start),
        "year" => new(0, 12, start),
        _ => Duration.Parse(text) is { Ticks: > 0 } length ? new(length.TotalMicroseconds, 0, start) : null,
    };

    /// <summary>The step of series; errors TR0508 where they have none, TR0502 and TR0503 for rows that do not fit it.</summary>
    /// <param name="series">The series.</param>
    /// <param name="declared">The declared step; null to learn it.</param>
    /// <param name="shows">Whether names of series may be printed.</param>
    /// <param name="where">Where the configuration says so.</param>
    public static TimeStep Of(IReadOnlyList<KeyedSeries> series, string? declared, bool shows, string where)
    {
        if (series.Count == 0)
        {
            throw new TrestleException(ForecastErrors.NoStep(where));
        }

        var distance = declared is null ? Usual(series) ?? throw new TrestleException(ForecastErrors.NoStep(where)) : 0;
        var months = TimeStep.MonthsOf(distance);
        var step = At(
            series, time => declared is null ? new TimeStep(months == 0 ? distance : 0, months, time) : Parse(declared, time)!);
        var (others, twice) = (Rows(series, step, (times, at) => !step.Has(times[at])), Rows(series, step, IsRepeated));
        return others.Count > 0 ? throw Refused(ForecastErrors.Irregular(step, others.Count, shows ? others.Examples : [], where))
            : twice.Count > 0 ? throw Refused(ForecastErrors.Repeated(twice.Count, shows ? twice.Examples : [], step, where))
            : step;

        bool IsRepeated(double[] times, int at) => at > 0 && step.Number(times[at]) == step.Number(times[at - 1]);
    }

    /// <summary>What a person should know; errors TR0504 where no series is long enough, TR0509 where most steps are missing.</summary>
    public static IEnumerable<string> Notes(IReadOnlyList<KeyedSeries> series, SeriesShape shape, bool shows, string where)
    {
        var (rows, steps, gapped) = (0L, 0L, 0);
        foreach (var times in series.Select(one => one.Times))
        {
            var own = shape.Step.Number(times[^1]) - shape.Step.Number(times[0]) + 1;
            (rows, steps, gapped) = (rows + times.Length, steps + own, gapped + (own > times.Length ? 1 : 0));
        }

        if (rows < MostMissing * steps)
        {
            throw Refused(ForecastErrors.Sparse(1 - ((double)rows / steps), shape.Step, where));
        }

        int Known(KeyedSeries one) => one.Values.Count(value => !double.IsNaN(value));
        if (!series.Any(one => Known(one) >= shape.Least + (2 * shape.Horizon)))
        {
            throw Refused(ForecastErrors.TooShort(series.Count, series.Max(Known), shape, where));
        }

        if (steps > rows)
        {
            yield return $"{Format.Count(steps - rows)} of {Format.Count(steps, "step")} have no row, in {Format.Count(gapped)} of "
                + $"{Format.Count(series.Count)} series: nothing is filled in";
        }

        string[] few = [.. series.Where(one => Known(one) < shape.Least).Select(one => $"'{Format.Plain(one.Name)}'")];
        if (few.Length > 0)
        {
            yield return $"{Format.Count(few.Length)} of {Format.Count(series.Count)} series have fewer than {shape.Least} values and "
                + $"are not forecast{(shows ? $": {Format.Some(few, MostNamed)}" : "")}";
        }
    }

    private static double? Usual(IReadOnlyList<KeyedSeries> series)
    {
        var distances = new Dictionary<double, long>();
        foreach (var times in series.Select(one => one.Times))
        {
            for (var i = 1; i < times.Length; i++)
            {
                var distance = times[i] - times[i - 1];
                distances[distance] = distances.GetValueOrDefault(distance) + 1;
            }
        }

        return distances.Where(entry => entry.Key > 0).OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key)
            .Select(entry => (double?)entry.Key).FirstOrDefault();
    }

    /// <summary>
    /// A step from the first time on; steps of months begin on the latest day of a month that occurs, so that ends of months stay ends of
    /// months.
    /// </summary>
    private static TimeStep At(IReadOnlyList<KeyedSeries> series, Func<double, TimeStep> at)
    {
        var first = series.Min(one => one.Times[0]);
        if (at(first).Months == 0)
        {
            return at(first);
        }

        var latest = series.SelectMany(one => one.Times.Take(12)).MaxBy(time => DateTime.UnixEpoch.AddMicroseconds(time).Day);
        return at(latest);
    }

    private static (long Count, IReadOnlyList<string> Examples) Rows(
        IReadOnlyList<KeyedSeries> series, TimeStep step, Func<double[], int, bool> condition)
    {
        var (count, examples) = (0L, new List<string>());
        foreach (var one in series)
        {
            for (var at = 0; at < one.Times.Length; at++)
            {
                if (condition(one.Times, at) && ++count <= MostNamed)
                {
                    examples.Add($"{Time(one.Times[at])}{(one.Key.Count == 0 ? "" : $" of '{one.Name}'")}");
                }
            }
        }

        return (count, examples);
    }

    private static string Time(double time) => DateTime.UnixEpoch.AddMicroseconds(time) is { TimeOfDay.Ticks: 0 } day
        ? day.ToString("yyyy-MM-dd") : DateTime.UnixEpoch.AddMicroseconds(time).ToString("yyyy-MM-dd HH:mm:ss");

    private static TrestleException Refused(Problem problem) => new(problem, ExitCode.Refused);
}
