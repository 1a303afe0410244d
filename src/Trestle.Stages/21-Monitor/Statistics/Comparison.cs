namespace Trestle.Stages.Monitor.Statistics;

/// <summary>A comparison of two samples: one of the reference and one of a window.</summary>
/// <param name="Distance">How far apart they are, from 0 to 1, for people to read.</param>
/// <param name="Effect">The effect size that a threshold is set for; does not grow with the number of rows.</param>
internal abstract record Comparison(double Distance, double Effect)
{
    /// <summary>
    /// The test statistic divided by its mean when both samples are independent draws of one distribution. Its mean over windows of the
    /// reference is the design effect: how many times fewer independent rows there are than rows.
    /// </summary>
    public abstract double Excess { get; }

    /// <summary>The value that <see cref="Excess"/> exceeds with a small probability when both samples are such draws.</summary>
    public abstract double ExcessAt(double probability);

    /// <summary>
    /// Probability of such a statistic or a larger one when nothing has changed, for rows of a given design effect (1 for independent
    /// ones): the statistic is divided by it, as Rao and Scott do (Annals of Statistics 12, 1984).
    /// </summary>
    public abstract double PValue(double design);

    /// <summary>The smallest change that would be seen.</summary>
    /// <param name="threshold">What the effect must exceed.</param>
    /// <param name="probability">What the uncorrected p-value must not exceed.</param>
    /// <param name="design">The design effect.</param>
    public abstract Detectable Sees(double threshold, double probability, double design);
}
