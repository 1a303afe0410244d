using MathNet.Numerics.Distributions;

using Trestle.Learners.Metrics;

namespace Trestle.Learners.Statistics;

/// <summary>
/// Intervals for rows that depend on each other, by the bootstrap of the studentised estimate (percentile-t: Hall, Annals of Statistics
/// 16, 1988; for blocks: Götze, Künsch, Annals of Statistics 24, 1996). Few groups, or a long dependence, tell less than their number of
/// rows seems to say, and then a plain percentile interval is too narrow: the estimate's error is unsure, too, and moves with it.
/// </summary>
/// <remarks>
/// What a unit of rows contributes is found by leaving it out (<see cref="PseudoValues"/>), so that any metric will do and a resample
/// costs one addition per drawn unit. The quantiles are never inside those of Student's t with the effective number of units, since a
/// bootstrap of few units sees too few of their tails. With groups and times, the variances of both are added and that of the rows that
/// share both, which is in each, is taken off (Cameron, Gelbach, Miller, Journal of Business and Economic Statistics 29, 2011).
/// </remarks>
internal static class StudentisedBootstrap
{
    /// <summary>Blocks overlap, and so tell half as much again as blocks side by side (Künsch 1989).</summary>
    private const double Overlap = 1.5;

    /// <summary>The interval of a figure that a metric makes.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="range">The values that the figure can take.</param>
    /// <param name="value">The figure.</param>
    /// <param name="rows">The rows: how they depend on each other, and how much they count.</param>
    /// <param name="measure">The figure on rows of which each is taken as often as is said.</param>
    /// <param name="draws">Resamples, level and seed.</param>
    /// <param name="cancellation">Stops it.</param>
    public static Interval Run(
        IMetric metric, MetricRange range, double value, Outcome rows, Func<int[], double> measure, Draws draws,
        CancellationToken cancellation)
    {
        var link = Link.Of(range, value);
        var spread = double.IsNaN(value) ? Spread.Unknown : SpreadOf(metric, value, link, range, rows, measure, draws, cancellation);
        var error = link.Slope(value) * spread.Error;
        return new Interval(
            value, link.Back(link.To(value) - (spread.High * error)), link.Back(link.To(value) - (spread.Low * error)), draws.Level)
        {
            Resamples = draws.Resamples,
            Undefined = double.IsNaN(spread.Error) ? draws.Resamples : 0,
        };
    }

    private static Spread SpreadOf(
        IMetric metric, double value, Link link, MetricRange range, Outcome rows, Func<int[], double> measure, Draws draws,
        CancellationToken cancellation)
    {
        var (dependence, most) = (rows.Dependence, Resampling.Most(metric, rows.Rows));
        var groups = dependence.Groups is { } ofGroups ? RowUnits.Groups(ofGroups, most) : null;
        var times = dependence.Times is { } ofTimes ? RowUnits.Times(ofTimes, most) : null;
        var byGroup = groups is null ? null : Clusters(Leave(groups));
        var byTime = times is null ? null : Blocks(Leave(times));
        if (byGroup is null || byTime is null)
        {
            return (byGroup ?? byTime)!;
        }

        var shared = Leave(RowUnits.Cells(RowUnits.Groups(dependence.Groups!), RowUnits.Times(dependence.Times!), most));
        var square = Square(byGroup.Error) + Square(byTime.Error) - Square(ErrorOf(shared));
        return new Spread(
            Math.Sqrt(Math.Max(square, Math.Max(Square(byGroup.Error), Square(byTime.Error)))),
            Math.Min(byGroup.Low, byTime.Low),
            Math.Max(byGroup.High, byTime.High));

        PseudoValues Leave(RowUnits units) => PseudoValues.Of(measure, units, cancellation);

        Spread Clusters(PseudoValues parts)
        {
            if (!parts.IsDefined)
            {
                return Spread.Unknown;
            }

            var weights = parts.Units.Weigh(rows.Weights);
            return Quantiles(parts, weights, 1, ErrorOf(parts), EffectiveCount.Of(weights) - 1);
        }

        Spread Blocks(PseudoValues parts)
        {
            if (!parts.IsDefined)
            {
                return Spread.Unknown;
            }

            var block = LongRunVariance.BlockLength(parts.Values);
            var error = Math.Sqrt(LongRunVariance.Of(parts.Values, block) / parts.Values.Length);
            return Quantiles(parts, parts.Units.Weigh(rows.Weights), block, error, (Overlap * parts.Values.Length / block) - 1);
        }

        Spread Quantiles(PseudoValues parts, double[] weights, int block, double error, double freedom)
        {
            var tail = (1 - draws.Level) / 2;
            var student = StudentT.InvCDF(0, 1, Math.Max(1, freedom), 1 - tail);
            double[] drawn =
                [.. Studentised(parts, weights, block, value, link, range, draws, cancellation).Where(double.IsFinite).Order()];
            return drawn.Length == 0
                ? new Spread(error, -student, student)
                : new Spread(
                    error, Math.Min(-student, Quantile.OfSorted(drawn, tail)), Math.Max(student, Quantile.OfSorted(drawn, 1 - tail)));
        }
    }

    /// <summary>The standard error of a figure whose units are independent.</summary>
    private static double ErrorOf(PseudoValues parts) =>
        Math.Sqrt(parts.Values.Sum(Square) / parts.Values.Length / (parts.Values.Length - 1));

    /// <summary>
    /// The studentised estimate of each resample of circular blocks of units: what the drawn units contribute, relative to how many rows
    /// they have, over its error, both on the scale of the link.
    /// </summary>
    private static double[] Studentised(
        PseudoValues parts, double[] weights, int block, double value, Link link, MetricRange range, Draws draws,
        CancellationToken cancellation)
    {
        var units = parts.Values.Length;
        var size = weights.Average();
        var sums = Sums(parts.Values, block);
        var sizes = Sums([.. weights.Select(weight => weight / size)], block);
        var count = Math.Max(2, (int)Math.Round((double)units / block));
        var students = new double[draws.Resamples];
        var starts = new int[count];
        for (var resample = 0; resample < students.Length; resample++)
        {
            cancellation.ThrowIfCancellationRequested();
            var random = new SplitMix64(draws.Seed, resample);
            var (sum, weight) = (0.0, 0.0);
            for (var i = 0; i < count; i++)
            {
                starts[i] = random.Below(units);
                sum += sums[starts[i]];
                weight += sizes[starts[i]];
            }

            var change = sum / weight;
            var squares = 0.0;
            foreach (var start in starts)
            {
                squares += Square(sums[start] - (change * sizes[start]));
            }

            var error = Math.Sqrt(squares * count / (count - 1)) / weight;
            var drawn = value + change;
            students[resample] = (Link.IsInside(range, drawn) ? (link.To(drawn) - link.To(value)) / link.Slope(drawn) : change) / error;
        }

        return students;
    }

    /// <summary>The sums of the circular blocks that begin at each value.</summary>
    private static double[] Sums(double[] values, int block)
    {
        var sums = new double[values.Length];
        for (var start = 0; start < sums.Length; start++)
        {
            for (var i = 0; i < block; i++)
            {
                sums[start] += values[(start + i) % values.Length];
            }
        }

        return sums;
    }

    private static double Square(double x) => x * x;

    /// <summary>An error, and between which multiples of it the estimate is expected.</summary>
    private sealed record Spread(double Error, double Low, double High)
    {
        public static Spread Unknown { get; } = new(double.NaN, double.NaN, double.NaN);
    }
}

/// <summary>How resamples are drawn.</summary>
internal readonly record struct Draws(int Resamples, double Level, int Seed);
