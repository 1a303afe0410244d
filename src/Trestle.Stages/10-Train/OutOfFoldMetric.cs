using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;

namespace Trestle.Stages.Train;

/// <summary>A metric on each fold of out-of-fold scores.</summary>
internal static class OutOfFoldMetric
{
    /// <summary>
    /// One value per fold, in the order of the folds; with a rule, decisions of a fold are at the threshold of the others.
    /// </summary>
    public static double[] OfFolds(IMetric metric, DecisionRule? rule, IReadOnlyList<Outcome> folds)
    {
        if (rule is null)
        {
            return [.. folds.Select(metric.Measure)];
        }

        var thresholds = rule.ByFold(Whole(folds));
        return [.. folds.Select((fold, i) => metric.Measure(rule.At(fold, thresholds[i])))];
    }

    private static Outcome Whole(IReadOnlyList<Outcome> folds) => folds[0] with
    {
        Labels = [.. folds.SelectMany(fold => fold.Labels)],
        Scores = [.. folds.SelectMany(fold => fold.Scores)],
        Folds = [.. folds.SelectMany((fold, i) => Enumerable.Repeat((double)i, fold.Rows))],
        Weights = folds[0].Weights is null ? null : [.. folds.SelectMany(fold => fold.Weights!)],
        Dependence = new RowDependence
        {
            Times = folds[0].Dependence.Times is null ? null : [.. folds.SelectMany(fold => fold.Dependence.Times!)],
        },
        Amounts = RowValues.Join([.. folds.Select(fold => fold.Amounts)]),
    };
}
