using Trestle.Learners.Metrics;

namespace Trestle.Learners.Statistics;

/// <summary>A value and its uncertainty.</summary>
/// <param name="Value">The value on all rows.</param>
/// <param name="Low">Lower end; NaN when the value was defined on no resample.</param>
/// <param name="High">Upper end; NaN when the value was defined on no resample.</param>
/// <param name="Level">Probability with which such an interval covers the true value, such as 0.95.</param>
public sealed record Interval(double Value, double Low, double High, double Level)
{
    /// <summary>Number of resamples drawn.</summary>
    public int Resamples { get; init; }

    /// <summary>Resamples on which the value was not defined, and which were skipped.</summary>
    public int Undefined { get; init; }
}

/// <summary>A metric on independent rows, and on each resample of them.</summary>
/// <param name="Value">On all rows.</param>
/// <param name="Values">On each resample; NaN where it is not defined.</param>
public sealed record Resampled(double Value, double[] Values);

/// <summary>
/// Confidence intervals by the bootstrap, as the rows of an outcome depend on each other. Independent rows are drawn with replacement, as
/// many as there are, and the value is computed on each resample (percentile bootstrap: Efron, Tibshirani 1993: An Introduction to the
/// Bootstrap, 13.3). Rows of groups, or of times, are drawn as whole groups or in blocks, and the interval is one of the studentised
/// estimate (<see cref="StudentisedBootstrap"/>). Where no row is wrong, nothing varies, and the interval is one of shares (<see
/// cref="FlawlessRows"/>). The same seed gives the same interval on any number of cores.
/// </summary>
/// <remarks>
/// A resample of independent rows costs one measurement; binary ranking metrics are sorted once for all resamples. A thousand resamples of
/// 50 000 rows take two to five seconds on two cores (a median seven, auc-ovr of three classes fifteen): use fewer on larger data, whose
/// intervals are narrow anyway. Dependent rows cost at most 1000 measurements, however many resamples.
/// </remarks>
public static class Bootstrap
{
    /// <summary>The interval of a metric. <paramref name="level"/> is between 0 and 1.</summary>
    public static Interval Of(
        IMetric metric, Outcome outcome, int resamples, double level, int seed, CancellationToken cancellation) =>
        FlawlessRows.Widen(metric, outcome, Run(
            metric, metric.Range, metric.Measure(outcome), outcome, new OrderedRows(outcome).Measure(metric),
            new Draws(resamples, level, seed), cancellation));

    /// <summary>
    /// Several metrics on the same resamples of independent rows, each of which is drawn once; the interval of each (see <see
    /// cref="Of(IMetric, Outcome, Resampled, double)"/>) is the same as alone.
    /// </summary>
    public static IReadOnlyList<Resampled> Resample(
        IReadOnlyList<IMetric> metrics, Outcome outcome, int resamples, int seed, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 1);
        var rows = new OrderedRows(outcome);
        var resampling = Resampling.Of(RowDependence.None, outcome.Rows);
        var values = metrics.Select(_ => new double[resamples]).ToArray();
        var inPlace = metrics.Select(rows.InPlace).ToArray();
        var needRows = inPlace.Any(measure => measure is null);
        Parallel.For(
            0,
            resamples,
            new ParallelOptions { CancellationToken = cancellation },
            () => new int[outcome.Rows],
            (resample, _, times) =>
            {
                resampling.Draw(times, seed, resample);
                var drawn = needRows ? rows.Take(times) : outcome;
                for (var i = 0; i < metrics.Count; i++)
                {
                    values[i][resample] = inPlace[i]?.Invoke(times) ?? metrics[i].Measure(drawn);
                }

                return times;
            },
            _ => { });
        return [.. metrics.Select((metric, i) => new Resampled(metric.Measure(outcome), values[i]))];
    }

    /// <summary>The interval of each of several metrics, as alone; independent rows are drawn once for all.</summary>
    public static IReadOnlyList<Interval> Of(
        IReadOnlyList<IMetric> metrics, Outcome outcome, int resamples, double level, int seed, CancellationToken cancellation) =>
        outcome.Dependence.IsNone
            ? [.. metrics.Zip(
                Resample(metrics, outcome, resamples, seed, cancellation), (metric, drawn) => Of(metric, outcome, drawn, level))]
            : [.. metrics.Select(metric => Of(metric, outcome, resamples, level, seed, cancellation))];

    /// <summary>The percentile interval of a metric of independent rows, which was resampled.</summary>
    public static Interval Of(IMetric metric, Outcome outcome, Resampled resampled, double level) =>
        FlawlessRows.Widen(metric, outcome, Of(resampled, level));

    private static Interval Of(Resampled metric, double level)
    {
        var defined = metric.Values.Where(figure => !double.IsNaN(figure)).Order().ToArray();
        var tail = (1 - level) / 2;
        return new Interval(metric.Value, Quantile.OfSorted(defined, tail), Quantile.OfSorted(defined, 1 - tail), level)
        {
            Resamples = metric.Values.Length,
            Undefined = metric.Values.Length - defined.Length,
        };
    }

    /// <summary>The interval of the difference of two metrics of the same rows on the same resamples.</summary>
    public static Interval Difference(Resampled a, Resampled b, double level) =>
        Of(new Resampled(a.Value - b.Value, [.. a.Values.Zip(b.Values, (first, second) => first - second)]), level);

    /// <summary>
    /// The interval of metric(a) − metric(b), where row i of both outcomes is the same row: each resample draws the same rows for
    /// both, so that what is hard for both models cancels out. The rows depend on each other as those of <paramref name="a"/> do.
    /// </summary>
    public static Interval Difference(
        IMetric metric, Outcome a, Outcome b, int resamples, double level, int seed, CancellationToken cancellation) => Run(
            metric, MetricRange.Any, metric.Measure(a) - metric.Measure(b), a, Between(metric, a, b), new Draws(resamples, level, seed),
            cancellation);

    /// <summary>metric(a) − metric(b) on rows of which each is taken as often as is said.</summary>
    internal static Func<int[], double> Between(IMetric metric, Outcome a, Outcome b)
    {
        if (!a.Labels.AsSpan().SequenceEqual(b.Labels))
        {
            throw new ArgumentException("the outcomes are not of the same rows: their labels differ", nameof(b));
        }

        var (first, second) = (new OrderedRows(a).Measure(metric), new OrderedRows(b).Measure(metric));
        return times => first(times) - second(times);
    }

    private static Interval Run(
        IMetric metric, MetricRange range, double value, Outcome outcome, Func<int[], double> measure, Draws draws,
        CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(draws.Resamples, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(draws.Level is > 0 and < 1, true, nameof(draws.Level));
        return outcome.Dependence.IsNone
            ? Percentile(value, outcome.Rows, measure, draws, cancellation)
            : StudentisedBootstrap.Run(metric, range, value, outcome, measure, draws, cancellation);
    }

    private static Interval Percentile(double value, int rows, Func<int[], double> measure, Draws draws, CancellationToken cancellation)
    {
        var resampling = Resampling.Of(RowDependence.None, rows);
        var values = new double[draws.Resamples];
        Parallel.For(
            0,
            values.Length,
            new ParallelOptions { CancellationToken = cancellation },
            () => new int[rows],
            (resample, _, times) =>
            {
                resampling.Draw(times, draws.Seed, resample);
                values[resample] = measure(times);
                return times;
            },
            _ => { });

        return Of(new Resampled(value, values), draws.Level);
    }
}
