using Trestle.Core.Schema;
using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;

namespace Trestle.Learners.Conformal;

/// <summary>Learns intervals and sets from out-of-fold scores.</summary>
public static class ConformalLearning
{
    /// <summary>The level at which intervals with and without a scale are compared.</summary>
    private const double Compared = 0.9;

    private const int Resamples = 500;
    private const double Level = 0.95;
    private const int Least = 20;

    /// <summary>Rows on which intervals are compared, evenly picked; more hardly change the verdict.</summary>
    private const int MostRows = 20_000;

    /// <summary>
    /// Of a model's out-of-fold rows; null for fewer than 20, and where a score or a label is not a number. For a value, errors are counted
    /// in units of their usual size around the predicted value where that gives better intervals by more than its noise: by the interval
    /// score on the rows of folds that the intervals were learned without.
    /// </summary>
    /// <param name="outOfFold">The rows.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <param name="least">What no value is below; null where there is no such number.</param>
    public static ConformalScores? Of(Outcome outOfFold, int seed, CancellationToken cancellation, double? least = null) =>
        outOfFold.Rows < Least || outOfFold.IsBlank() || !Array.TrueForAll(outOfFold.Scores, double.IsFinite) ? null
        : outOfFold.Task == TaskKind.Regression
            ? new ConformalScores
            {
                Intervals = (Scaled(outOfFold) is { } scaled && ScalePays(outOfFold, seed, cancellation) ? scaled : Plain(outOfFold)) with
                {
                    Least = least,
                },
            }
            : new ConformalScores { Sets = Sets(outOfFold) };

    /// <summary>Intervals of one width.</summary>
    internal static ConformalIntervals Plain(Outcome rows) => Of(rows, _ => 1, null);

    /// <summary>
    /// Intervals of a width by the predicted value; each error is in units of a scale that was learned without its fold. As
    /// <see cref="Plain"/> where no scale can be learned.
    /// </summary>
    internal static ConformalIntervals? Scaled(Outcome rows)
    {
        if (rows.Folds is not { } folds || Learn(rows) is not { } whole)
        {
            return null;
        }

        var own = CrossFit.ByFold(rows, Learn);
        return own.Values.Any(scale => scale is null)
            ? null
            : Of(rows, row => own[(int)folds[row]]!.Of(rows.Scores[row]), whole);
    }

    /// <summary>
    /// The interval score of a row (Gneiting, Raftery 2007: Strictly proper scoring rules, prediction, and estimation, section 6.2): the
    /// width, and a penalty for a true value outside. Lower is better.
    /// </summary>
    internal static double Score(double low, double high, double label, double level) =>
        high - low + (2 / (1 - level) * (Math.Max(0, low - label) + Math.Max(0, label - high)));

    private static bool ScalePays(Outcome all, int seed, CancellationToken cancellation)
    {
        var step = 1 + ((all.Rows - 1) / MostRows);
        var rows = step == 1 ? all : all.Take([.. Enumerable.Range(0, all.Rows).Where(row => row % step == 0)]);
        if (rows.Folds is not { } folds || folds.Distinct().Take(2).Count() < 2)
        {
            return false;
        }

        var (plain, scaled) = (CrossFit.ByFold(rows, Plain), CrossFit.ByFold(rows, Scaled));
        if (scaled.Values.Any(intervals => intervals is null))
        {
            return false;
        }

        var gain = Bootstrap.Difference(
            new MeanScore(MetricRange.Any), Losses(fold => scaled[fold]!), Losses(fold => plain[fold]), Resamples, Level, seed,
            cancellation);
        return gain.High < 0;

        Outcome Losses(Func<int, ConformalIntervals> of)
        {
            var losses = new double[rows.Rows];
            for (var row = 0; row < losses.Length; row++)
            {
                var (low, high) = of((int)folds[row]).Around(rows.Scores[row], Compared);
                losses[row] = Score(low, high, rows.Labels[row], Compared);
            }

            return rows with { Scores = losses, Folds = null };
        }
    }

    private static ConformalIntervals Of(Outcome rows, Func<int, double> unit, ErrorScale? scale)
    {
        var (above, below) = (new double[rows.Rows], new double[rows.Rows]);
        for (var row = 0; row < above.Length; row++)
        {
            above[row] = (rows.Labels[row] - rows.Scores[row]) / unit(row);
            below[row] = -above[row];
        }

        return new ConformalIntervals(UpperTail.Of(above), UpperTail.Of(below), scale);
    }

    private static ErrorScale? Learn(Outcome rows) => ErrorScale.Learn(rows.Scores, rows.Labels);

    private static ConformalSets Sets(Outcome rows)
    {
        var scores = Enumerable.Range(0, Math.Max(2, rows.Outputs)).Select(_ => new List<double>()).ToArray();
        for (var row = 0; row < rows.Rows; row++)
        {
            var own = (int)rows.Labels[row];
            scores[own].Add(1 - (rows.Outputs > 1 ? rows.Scores[(row * rows.Outputs) + own]
                : own == 1 ? rows.Scores[row]
                : 1 - rows.Scores[row]));
        }

        return new ConformalSets([.. scores.Select(each => UpperTail.Of([.. each]))]);
    }
}
