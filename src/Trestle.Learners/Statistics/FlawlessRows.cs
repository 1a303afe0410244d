using Trestle.Core.Schema;
using Trestle.Learners.Metrics;

namespace Trestle.Learners.Statistics;

/// <summary>
/// The interval of a figure that no row speaks against, such as a recall of 1. No resample of such rows has a wrong one either, so its
/// interval would say that no new row can be wrong. A share may be all the same: how many, <see cref="Binomial.Interval"/> says of no hit
/// (the "rule of three" of Hanley, Lippman-Hand, JAMA 249, 1983).
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
        if (rows.Task == TaskKind.Regression || metric.Perfect() is not { } perfect || interval.Value != perfect)
        {
            return interval;
        }

        var matrix = ConfusionMatrix.Of(rows);
        int[] classes = [.. Enumerable.Range(0, matrix.Classes)];
        if (!metric.IsOfRank && classes.Count(c => matrix.Predicted(c) > 0) == 1)
        {
            return interval;
        }

        var loss = classes.Max(c => metric.IsOfRank
            ? LossOfRanks(metric, rows, perfect, c, interval.Level)
            : Loss(metric, rows, perfect, c, classes.Length, interval.Level));
        return metric.HigherIsBetter
            ? interval with { Low = Math.Min(interval.Low, metric.Range.Within(perfect - loss)) }
            : interval with { High = Math.Max(interval.High, metric.Range.Within(perfect + loss)) };
    }

    /// <summary>What it costs if the ranks of a class against all others are no better than they must be.</summary>
    private static double LossOfRanks(IMetric metric, Outcome rows, double perfect, int actual, double level)
    {
        var (own, others) = (Units(rows, Of(rows, label => label == actual)), Units(rows, Of(rows, label => label != actual)));
        if (own == 0 || others == 0 || (rows.Outputs == 1 && actual == 0))
        {
            return 0;
        }

        var apart = PerfectRanks.Rows(own, others, (1 - level) / 2);
        return rows.Outputs == 1 ? perfect - metric.Measure(apart) : (1 - new Auc().Measure(apart)) / rows.Outputs;
    }

    /// <summary>The rows of some classes that count.</summary>
    private static int[] Of(Outcome rows, Func<int, bool> isOne) =>
        [.. Enumerable.Range(0, rows.Rows).Where(row => isOne((int)rows.Labels[row]) && rows.Weight(row) > 0)];

    /// <summary>How many of some rows may be wrong by themselves.</summary>
    private static int Units(Outcome rows, int[] some) =>
        RowDependence.Pick(rows.Dependence.Groups, some) is { } groups ? RowUnits.Groups(groups).Count : some.Length;

    /// <summary>What the share of the rows of a class that may be wrong costs.</summary>
    private static double Loss(IMetric metric, Outcome rows, double perfect, int actual, int classes, double level)
    {
        var own = Of(rows, label => label == actual);
        if (own.Length == 0)
        {
            return 0;
        }

        var heaviest = own.MaxBy(rows.Weight);
        var most = Enumerable.Distinct([0, actual - 1, actual + 1, classes - 1])
            .Where(other => other != actual && other >= 0 && other < classes)
            .Select(other => Math.Abs(metric.Measure(Given(rows, heaviest, other)) - perfect))
            .Where(double.IsFinite).DefaultIfEmpty(0).Max();
        return most * own.Sum(rows.Weight) / rows.Weight(heaviest) * Binomial.Interval(0, Units(rows, own), level).High;
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
