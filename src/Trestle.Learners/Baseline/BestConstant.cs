namespace Trestle.Learners.Baseline;

/// <summary>The one answer that makes a loss of values smallest.</summary>
internal static class BestConstant
{
    /// <summary>A quantile of the labels for losses that have one at their minimum, else the mean.</summary>
    public static double Of(double[] labels, Objective objective) => objective.Loss switch
    {
        LossKind.Absolute => Lowest(labels, 0.5),
        LossKind.Quantile => Lowest(labels, objective.Parameter),
        _ => labels.Average(),
    };

    /// <summary>The lowest label that a share of at least <paramref name="share"/> does not exceed.</summary>
    private static double Lowest(double[] labels, double share) =>
        labels.Order().ElementAt(Math.Max(0, (int)Math.Ceiling(share * labels.Length) - 1));
}
