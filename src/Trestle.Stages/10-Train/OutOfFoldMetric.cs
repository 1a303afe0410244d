using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;
using Trestle.Stages.Kernel.Tables;

namespace Trestle.Stages.Train;

/// <summary>A metric on each fold of out-of-fold scores.</summary>
internal static class OutOfFoldMetric
{
    /// <summary>
    /// One value per fold, in the order of the folds; with a rule, decisions of a fold are at the threshold of the others.
    /// </summary>
    public static double[] OfFolds(IMetric metric, DecisionRule? rule, TaskKind task, IReadOnlyList<ScoredRows> parts)
    {
        Outcome[] folds = [.. parts.Select(part => part.Outcome(task))];
        if (rule is null)
        {
            return [.. folds.Select(metric.Measure)];
        }

        var thresholds = rule.ByFold(ScoredRows.Whole(task, parts));
        return [.. folds.Select((fold, i) => metric.Measure(rule.At(fold, thresholds[parts[i].Fold])))];
    }
}
