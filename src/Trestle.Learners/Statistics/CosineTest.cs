using MathNet.Numerics.Distributions;

using Trestle.Learners.Metrics;

namespace Trestle.Learners.Statistics;

/// <summary>
/// The test of a mean gain whose variance is that of its slow movements: the mean square of the first few cosines over the whole time, with
/// Student's t of as many degrees of freedom (Müller, Journal of Econometrics 141, 2007; Lazarus, Lewis, Stock, Watson, Journal of Business
/// and Economic Statistics 36, 2018), one-sided.
/// </summary>
/// <remarks>
/// Two models that take turns in being slightly better for a long time leave no significant autocorrelation at any single lag, so an
/// estimated block length does not see them. The slow cosines do, whatever the length of the turns, down to about a sixth of the time.
/// </remarks>
public static class CosineTest
{
    /// <summary>Number of cosines; with more the test has more power, and turns must be shorter.</summary>
    public const int Cosines = 6;

    /// <summary>
    /// Probability of such a gain metric(a) − metric(b), in the metric's good direction, if the true one is not above a margin. Row i of
    /// both outcomes is the same row, and times are those of <paramref name="a"/>. Null for rows without times; 1 when the metric is not
    /// defined.
    /// </summary>
    public static double? PValue(IMetric metric, Outcome a, Outcome b, double margin, CancellationToken cancellation) =>
        a.Dependence.Times is not { } times ? null
            : PairedGains.Of(metric, a, b, margin, RowUnits.Times(times, Resampling.Most(metric, a.Rows)), cancellation) is { } gains
                ? PValue(gains)
                : 1;

    /// <summary>
    /// Probability of such a mean gain if the true one is not above 0; 1 for no more gains than cosines.
    /// </summary>
    /// <param name="gains">The gains, in the order of time.</param>
    public static double PValue(ReadOnlySpan<double> gains)
    {
        var n = gains.Length;
        if (n <= Cosines)
        {
            return 1;
        }

        Span<double> sums = stackalloc double[Cosines + 1];
        sums.Clear();
        for (var i = 0; i < n; i++)
        {
            for (var cosine = 0; cosine <= Cosines; cosine++)
            {
                sums[cosine] += gains[i] * Math.Cos(Math.PI * cosine * (i + 0.5) / n);
            }
        }

        // Each is √(2/n) times its sum; the mean of their squares is the long-run variance.
        var variance = 0.0;
        foreach (var sum in sums[1..])
        {
            variance += 2 * sum * sum / n / Cosines;
        }

        var mean = sums[0] / n;
        return Math.Sqrt(variance / n) is var error && error <= 1e-12 * Math.Abs(mean)
            ? mean > 0 ? 0 : 1
            : StudentT.CDF(0, 1, Cosines, -mean / error);
    }
}
