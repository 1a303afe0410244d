namespace Trestle.Storage.Tables.Splits;

/// <summary>
/// Evaluation from rolling origins (Tashman, "Out-of-sample tests of forecasting accuracy", 2000): each origin is a moment at which a model
/// is made; it learns rows before the origin and is measured on rows after it. All lengths are in the unit of the times.
/// </summary>
/// <param name="Gap">Rows this close before an origin are not learned: their labels would not be known yet.</param>
/// <param name="Window">How far before the gap rows are learned; null for all of the past (an expanding window).</param>
/// <param name="Horizon">How far after an origin rows are measured; null for all up to the next origin.</param>
public sealed record RollingOrigin(double Gap = 0, double? Window = null, double? Horizon = null)
{
    /// <summary>The part of rows that no figure comes from: in the gap before the test part, or after its horizon.</summary>
    public const int Apart = -4;

    /// <summary>
    /// Divides the folds of a split by time wherever a training or a measurement begins or ends.
    /// </summary>
    /// <param name="folds">The fold of each row: consecutive folds from 0, -1 the test part, below it rows in no part.</param>
    /// <param name="times">The time of each row.</param>
    /// <exception cref="Core.Errors.TrestleException">
    /// TR0049 when an origin has no row to learn, TR0079 when there are too many parts.
    /// </exception>
    public OriginPlan Divide(double[] folds, double[] times)
    {
        var starts = Starts(folds, times);
        var (test, first) = (starts[^1], starts[0]);

        // As without origins: where there are enough folds, the first two are only learned.
        var skipped = starts.Length > 4 ? 2 : 1;
        OriginSpan[] spans =
        [
            .. Enumerable.Range(skipped, starts.Length - 1 - skipped).Select(fold => Span(starts[fold], starts[fold + 1], first)),
            Span(test, double.PositiveInfinity, first),
        ];
        var cuts = spans.SelectMany(span => span.Cuts).Where(cut => cut < test).Distinct().Order().ToArray();
        var parts = new double[folds.Length];
        for (var row = 0; row < folds.Length; row++)
        {
            parts[row] = folds[row] >= 0 ? times[row] >= spans[^1].TrainEnd ? Apart : Above(cuts, times[row])
                : folds[row] == -1 && times[row] >= spans[^1].MeasureEnd ? Apart
                : folds[row];
        }

        var segments = Number(parts, times);
        if (segments.Length > SplitSpec.MaxFolds)
        {
            throw StorageErrors.ManyParts(segments.Length, SplitSpec.MaxFolds).Thrown();
        }

        Origin[] origins =
        [
            .. spans.Select(span => new Origin(
                Within(segments, span.TrainStart, span.TrainEnd), Within(segments, span.Start, span.MeasureEnd))),
        ];
        var empty = Array.FindIndex(origins, origin => origin.Learn.Count == 0);
        return empty < 0
            ? new OriginPlan(parts, [.. origins[..^1].Where(origin => origin.Measure.Count > 0)], origins[^1].Learn)
            : throw StorageErrors.NothingBefore(empty + 1, origins.Length).Thrown();
    }

    /// <summary>The first time of each fold, and last that of the test part.</summary>
    private static double[] Starts(double[] folds, double[] times)
    {
        var count = (int)folds.Max() + 1;
        var starts = Enumerable.Repeat(double.PositiveInfinity, count + 1).ToArray();
        for (var row = 0; row < folds.Length; row++)
        {
            if (folds[row] >= -1)
            {
                var at = folds[row] < 0 ? count : (int)folds[row];
                starts[at] = Math.Min(starts[at], times[row]);
            }
        }

        return starts;
    }

    private OriginSpan Span(double origin, double next, double first)
    {
        var end = origin - Gap;
        var start = Window is { } window ? end - window : double.NegativeInfinity;
        return new OriginSpan(
            origin, start, end, Horizon is { } horizon ? Math.Min(next, origin + horizon) : next,
            Window is null ? null : (Math.Max(start, first) + end) / 2);
    }

    /// <summary>How many cuts are at a time or before it.</summary>
    private static int Above(double[] cuts, double time)
    {
        var at = Array.BinarySearch(cuts, time);
        return at < 0 ? ~at : at + 1;
    }

    /// <summary>Numbers the parts from 0 without holes, and gives the first time of each.</summary>
    private static double[] Number(double[] parts, double[] times)
    {
        var first = new SortedDictionary<int, double>();
        for (var row = 0; row < parts.Length; row++)
        {
            if (parts[row] >= 0)
            {
                first[(int)parts[row]] = Math.Min(first.GetValueOrDefault((int)parts[row], double.PositiveInfinity), times[row]);
            }
        }

        var numbers = first.Keys.Select((part, number) => (part, number)).ToDictionary(pair => pair.part, pair => pair.number);
        for (var row = 0; row < parts.Length; row++)
        {
            parts[row] = parts[row] >= 0 ? numbers[(int)parts[row]] : parts[row];
        }

        return [.. first.Values];
    }

    private static int[] Within(double[] segments, double from, double to) =>
        [.. Enumerable.Range(0, segments.Length).Where(segment => segments[segment] >= from && segments[segment] < to)];

    /// <summary>The times of an origin: what is learned, [start, end), and what is measured, [origin, end).</summary>
    /// <param name="Start">The origin.</param>
    /// <param name="TrainStart">Where the rows to learn begin.</param>
    /// <param name="TrainEnd">Where they end.</param>
    /// <param name="MeasureEnd">Where the rows to measure end.</param>
    /// <param name="Middle">A cut inside a window, so that steps that learn across folds have two; null without a window.</param>
    private sealed record OriginSpan(double Start, double TrainStart, double TrainEnd, double MeasureEnd, double? Middle)
    {
        public IEnumerable<double> Cuts => [TrainStart, TrainEnd, Start, MeasureEnd, .. Middle is { } middle ? new[] { middle } : []];
    }
}

/// <summary>One origin: the folds to learn, and those to measure on, ascending.</summary>
public sealed record Origin(IReadOnlyList<int> Learn, IReadOnlyList<int> Measure);

/// <summary>The parts that rolling origins divide a table into.</summary>
/// <param name="Folds">The fold of each row, as in a split; <see cref="RollingOrigin.Apart"/> for rows that no figure comes from.</param>
/// <param name="Origins">The origins of cross-validation, in the order of time.</param>
/// <param name="Learned">The folds that the model of the last origin, the one of the test part, learns.</param>
public sealed record OriginPlan(double[] Folds, IReadOnlyList<Origin> Origins, IReadOnlyList<int> Learned);
