using Trestle.Core.Schema;
using Trestle.Learners.Metrics;

namespace Trestle.Learners.Statistics;

/// <summary>
/// The interval of a figure that no row speaks against, such as a recall of 1. No resample of such rows has a wrong one either, so its
/// interval would say that no new row can be wrong. But of n rows without an error, a share of up to 1 - tail^(1/n) may be wrong (Clopper,
/// Pearson, Biometrika 26, 1934; the "rule of three" of Hanley, Lippman-Hand, JAMA 249, 1983).
/// </summary>
/// <remarks>
/// What a wrong row costs is measured: one of each class is given to another class with certainty, and the class whose rows cost the most
/// counts. Rows of a group are wrong together. Where every row is decided for the same class, the figure follows from that, and stays.
/// Figures of ranks are those of scores that are just far enough apart (<see cref="PerfectRanks"/>).
/// </remarks>
internal static class FlawlessRows
{
    /// <summary>The interval, wider where the figure is that of a model without errors; others as they are.</summary>
    public static Interval Widen(IMetric metric, Outcome rows, Interval interval)
    {
        if (rows.Task == TaskKind.Regression || metric.Perfect() is not { } perfect || interval.Value != perfect
            || !(metric.IsOfRank || DecidesForSeveral(rows)))
        {
            return interval;
        }

        var tail = (1 - interval.Level) / 2;
        var loss = Enumerable.Range(0, Classes(rows)).Max(
            c => metric.IsOfRank ? LossOfRanks(metric, rows, perfect, c, tail) : Loss(metric, rows, perfect, c, tail));
        return metric.HigherIsBetter
            ? interval with { Low = Math.Min(interval.Low, metric.Range.Within(perfect - loss)) }
            : interval with { High = Math.Max(interval.High, metric.Range.Within(perfect + loss)) };
    }

    /// <summary>What it costs if the ranks of a class against all others are no better than they must be.</summary>
    private static double LossOfRanks(IMetric metric, Outcome rows, double perfect, int actual, double tail)
    {
        var (own, others) = (Units(rows, Of(rows, actual)), Units(rows, Enumerable.Range(0, rows.Rows).Except(Of(rows, actual))));
        return own == 0 || others == 0 || (rows.Outputs == 1 && actual == 0) ? 0
            : rows.Outputs == 1 ? perfect - metric.Measure(PerfectRanks.Rows(own, others, tail))
            : (1 - new Auc().Measure(PerfectRanks.Rows(own, others, tail))) / rows.Outputs;
    }

    private static int[] Of(Outcome rows, int actual) =>
        [.. Enumerable.Range(0, rows.Rows).Where(row => (int)rows.Labels[row] == actual && rows.Weight(row) > 0)];

    /// <summary>Rows that may be wrong one by one.</summary>
    private static int Units(Outcome rows, IEnumerable<int> of) =>
        rows.Dependence.Groups is { } groups ? of.Select(row => groups[row]).Distinct().Count() : of.Count();

    private static int Classes(Outcome rows) => rows.Outputs == 1 ? 2 : rows.Outputs;

    private static bool DecidesForSeveral(Outcome rows)
    {
        var matrix = ConfusionMatrix.Of(rows);
        return Enumerable.Range(0, matrix.Classes).Count(c => matrix.Predicted(c) > 0) > 1;
    }

    /// <summary>What the share of the rows of a class that may be wrong costs.</summary>
    private static double Loss(IMetric metric, Outcome rows, double perfect, int actual, double tail)
    {
        var own = Of(rows, actual);
        if (own.Length == 0)
        {
            return 0;
        }

        var heaviest = own.MaxBy(rows.Weight);
        var most = Enumerable.Distinct([0, actual - 1, actual + 1, Classes(rows) - 1])
            .Where(other => other != actual && other >= 0 && other < Classes(rows))
            .Select(other => Math.Abs(metric.Measure(Given(rows, heaviest, other)) - perfect))
            .Where(double.IsFinite).DefaultIfEmpty(0).Max();
        return most * own.Sum(rows.Weight) / rows.Weight(heaviest) * (1 - Math.Pow(tail, 1.0 / Units(rows, own)));
    }

    /// <summary>The rows with one given to another class.</summary>
    private static Outcome Given(Outcome rows, int row, int other)
    {
        var scores = (double[])rows.Scores.Clone();
        for (var output = 0; output < rows.Outputs; output++)
        {
            scores[(row * rows.Outputs) + output] = (rows.Outputs == 1 ? 1 : output) == other ? 1 : 0;
        }

        return rows with { Scores = scores };
    }
}
