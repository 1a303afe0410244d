using Trestle.Core.Schema;
using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;

namespace Trestle.Learners.Conformal;

/// <summary>How intervals or sets of one level did on rows that nothing was learned from.</summary>
/// <param name="Level">The share that they should cover.</param>
/// <param name="Covered">The share that they cover.</param>
/// <param name="Low">Lower end of its confidence interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="Size">Mean width of the intervals, or mean number of classes in a set.</param>
/// <param name="Single">Share of the sets with one class; null for intervals.</param>
/// <param name="ByClass">The share covered of the rows of each class, null without rows; empty for intervals.</param>
public sealed record ConformalCoverage(
    double Level, double Covered, double Low, double High, double Size, double? Single, IReadOnlyList<double?> ByClass)
{
    private static readonly double[] Levels = [0.8, 0.9, 0.95];

    /// <summary>
    /// The coverage at 80, 90 and 95 %, as far as the scores allow. Its confidence interval is that of Clopper and Pearson for independent
    /// rows, and a bootstrap where rows depend on each other. Binary rows are decided at their threshold.
    /// </summary>
    /// <param name="scores">What the intervals or sets are made of.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="resamples">Resamples of the bootstrap.</param>
    /// <param name="confidence">Level of the confidence interval.</param>
    /// <param name="seed">Its seed.</param>
    /// <param name="cancellation">Ends it early.</param>
    public static IReadOnlyList<ConformalCoverage> Of(
        ConformalScores scores, Outcome rows, int resamples, double confidence, int seed, CancellationToken cancellation)
    {
        if (rows.IsBlank())
        {
            return [];
        }

        return [.. Levels.Where(scores.Allows).Select(level =>
        {
            var (covered, sizes) = scores.Intervals is { } intervals ? Values(intervals, rows, level) : Classes(scores.Sets!, rows, level);
            var hits = covered.Count(hit => hit == 1);
            var (low, high) = rows.Dependence.IsNone
                ? Binomial.Interval(hits, rows.Rows, confidence)
                : Resampled(rows, covered, resamples, confidence, seed, cancellation);
            return new ConformalCoverage(
                level, (double)hits / rows.Rows, low, high, sizes.Average(),
                scores.Sets is null ? null : sizes.Count(size => size == 1) / (double)rows.Rows,
                scores.Sets is null ? [] : [.. scores.Sets.Classes.Select((_, position) => Share(rows.Labels, covered, position))]);
        })];
    }

    private static (double[] Covered, double[] Sizes) Values(ConformalIntervals intervals, Outcome rows, double level)
    {
        var (covered, sizes) = (new double[rows.Rows], new double[rows.Rows]);
        for (var row = 0; row < covered.Length; row++)
        {
            var (low, high) = intervals.Around(rows.Scores[row], level);
            (covered[row], sizes[row]) = (rows.Labels[row] >= low && rows.Labels[row] <= high ? 1 : 0, high - low);
        }

        return (covered, sizes);
    }

    private static (double[] Covered, double[] Sizes) Classes(ConformalSets sets, Outcome rows, double level)
    {
        var (covered, sizes) = (new double[rows.Rows], new double[rows.Rows]);
        for (var row = 0; row < covered.Length; row++)
        {
            var predicted = rows.Class(row);
            for (var position = 0; position < sets.Classes.Count; position++)
            {
                if (position == predicted || sets.Holds(position, Probability(rows, row, position), level))
                {
                    sizes[row]++;
                    covered[row] = position == rows.Labels[row] ? 1 : covered[row];
                }
            }
        }

        return (covered, sizes);
    }

    private static (double Low, double High) Resampled(
        Outcome rows, double[] covered, int resamples, double confidence, int seed, CancellationToken cancellation)
    {
        var shares = rows with { Task = TaskKind.Regression, Scores = covered, Outputs = 1, Folds = null, Thresholds = null };
        var interval = Bootstrap.Of(new MeanScore(MetricRange.Share), shares, resamples, confidence, seed, cancellation);
        return (interval.Low, interval.High);
    }

    private static double? Share(double[] labels, double[] covered, int position)
    {
        var (rows, hits) = (0, 0.0);
        for (var row = 0; row < labels.Length; row++)
        {
            (rows, hits) = labels[row] == position ? (rows + 1, hits + covered[row]) : (rows, hits);
        }

        return rows == 0 ? null : hits / rows;
    }

    private static double Probability(Outcome rows, int row, int position) =>
        rows.Outputs > 1 ? rows.Scores[(row * rows.Outputs) + position]
        : position == 1 ? rows.Scores[row]
        : 1 - rows.Scores[row];
}
