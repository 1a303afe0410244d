using Trestle.Learners.Statistics;

namespace Trestle.Stages.Monitor.Statistics;

/// <summary>
/// The smallest change that a test sees with a probability of 80 % (its minimal detectable effect), at the rows of the window, the level
/// after all corrections, and the threshold.
/// </summary>
/// <param name="Effect">In the unit of the effect; infinite when no change would be seen.</param>
/// <param name="Deviations">The same in standard deviations of what is watched; infinite when no change would be seen.</param>
/// <param name="Missed">What is not seen, in words; null for a change below <paramref name="Deviations"/>.</param>
public sealed record Detectable(double Effect, double Deviations, string? Missed = null)
{
    /// <summary>The probability with which the change is seen.</summary>
    public const double Power = 0.8;

    /// <summary>The quantile of the normal distribution at <see cref="Power"/>.</summary>
    internal const double PowerQuantile = 0.8416212335729143;

    /// <summary>No change would be seen.</summary>
    public static Detectable Nothing { get; } = new(double.PositiveInfinity, double.PositiveInfinity);

    /// <summary>Whether a change of one standard deviation may go unseen.</summary>
    public bool Blind => Deviations > 1;

    /// <summary>What is not seen, in words.</summary>
    public string Words => double.IsInfinity(Deviations) ? "no change would be seen"
        : Missed ?? FormattableString.Invariant($"a change below {Deviations:0.#} standard deviations may go unseen");

    /// <summary>A rule sees everything beyond its threshold.</summary>
    internal static Func<double, Detectable> Rule(double threshold) => _ => new Detectable(threshold, 0);

    /// <summary>
    /// Cohen's w that a chi-square test sees: the noncentral distribution by its mean and variance, which is within 2 % of the exact one.
    /// </summary>
    /// <param name="freedom">Degrees of freedom, at least 1.</param>
    /// <param name="critical">The value that the statistic must exceed.</param>
    /// <param name="pairs">The effective size of both samples.</param>
    internal static double OfChiSquare(int freedom, double critical, double pairs)
    {
        var (low, high) = (0.0, (2 * critical) + (50 * PowerQuantile * PowerQuantile));
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            var seen = freedom + middle - (PowerQuantile * Math.Sqrt(2 * (freedom + (2 * middle)))) > critical;
            (low, high) = seen ? (low, middle) : (middle, high);
        }

        return Math.Sqrt(high / pairs);
    }

    /// <summary>A shift, on a scale whose standard error is known, that is beyond a threshold and significant.</summary>
    internal static double OfShift(double threshold, double probability, double error) =>
        Math.Max(threshold, Gaussian.CriticalValue(probability / 2) * error) + (PowerQuantile * error);
}
