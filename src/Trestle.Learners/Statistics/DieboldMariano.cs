using MathNet.Numerics.Distributions;

using Trestle.Learners.Metrics;

namespace Trestle.Learners.Statistics;

/// <summary>
/// The test of equal accuracy of Diebold and Mariano (Journal of Business and Economic Statistics 13, 1995) with the correction for small
/// samples of Harvey, Leybourne and Newbold (International Journal of Forecasting 13, 1997), one-sided.
/// </summary>
public static class DieboldMariano
{
    /// <summary>
    /// Probability of such a gain metric(a) − metric(b), in the metric's good direction, if the true one is not above a margin. Row i of
    /// both outcomes is the same row. The gain of a unit of rows (a row, a group, a time) is what it contributes to the difference, so that
    /// any metric will do, and gains depend on each other as far as their block length. 1 when the metric is not defined.
    /// </summary>
    public static double PValue(IMetric metric, Outcome a, Outcome b, double margin, CancellationToken cancellation)
    {
        var (groups, times) = (a.Dependence.Groups, a.Dependence.Times);
        var most = Resampling.Most(metric, a.Rows);
        var byTime = times is null ? 0 : Of(RowUnits.Times(times, most), ordered: true);
        return groups is not null ? Math.Max(byTime, Of(RowUnits.Groups(groups, most), ordered: false))
            : times is not null ? byTime
            : Of(RowUnits.Rows(a.Rows, most), ordered: false);

        double Of(RowUnits units, bool ordered) => PairedGains.Of(metric, a, b, margin, units, cancellation) is { } gains
            ? PValue(gains, ordered ? LongRunVariance.BlockLength(gains) : 1)
            : 1;
    }

    /// <summary>
    /// Probability of such a mean gain if the true one is not above 0. Gains fewer than <paramref name="horizon"/> places apart may depend
    /// on each other. Where the sum of their covariances is not positive, they are weighted as by Newey and West (1987).
    /// </summary>
    /// <param name="gains">The gains, in the order of time; at least two.</param>
    /// <param name="horizon">1 for independent gains.</param>
    public static double PValue(ReadOnlySpan<double> gains, int horizon)
    {
        var n = gains.Length;
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 2, nameof(gains));
        ArgumentOutOfRangeException.ThrowIfLessThan(horizon, 1);
        var mean = 0.0;
        foreach (var gain in gains)
        {
            mean += gain / n;
        }

        var (plain, weighted) = (0.0, 0.0);
        for (var lag = 0; lag < Math.Min(horizon, n); lag++)
        {
            var covariance = 0.0;
            for (var i = lag; i < n; i++)
            {
                covariance += (gains[i] - mean) * (gains[i - lag] - mean) / n;
            }

            plain += (lag == 0 ? 1 : 2) * covariance;
            weighted += (lag == 0 ? 1 : 2) * (1 - ((double)lag / horizon)) * covariance;
        }

        var variance = (plain > 0 ? plain : weighted) / n;
        if (variance <= 0)
        {
            return mean > 0 ? 0 : 1;
        }

        var small = Math.Max(0, (n + 1.0 - (2 * horizon) + ((double)horizon * (horizon - 1) / n)) / n);
        return StudentT.CDF(0, 1, n - 1, -mean / Math.Sqrt(variance) * Math.Sqrt(small));
    }
}
