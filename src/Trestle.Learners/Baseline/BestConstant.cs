using Trestle.Learners.Metrics;

namespace Trestle.Learners.Baseline;

/// <summary>The one answer that makes a loss of values smallest.</summary>
internal static class BestConstant
{
    /// <summary>A quantile of the labels for losses that have one at their minimum, else the mean.</summary>
    public static double Of(TrainingSet train, Objective objective) => objective.Loss switch
    {
        LossKind.Absolute => WeightedOrder.Lowest(train.Labels, train.Weights, 0.5),
        LossKind.Quantile => WeightedOrder.Lowest(train.Labels, train.Weights, objective.Parameter),
        _ => Enumerable.Range(0, train.Rows).Sum(row => train.Weight(row) * train.Labels[row]) / train.Total,
    };
}
