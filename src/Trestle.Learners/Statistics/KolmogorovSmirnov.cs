namespace Trestle.Learners.Statistics;

/// <summary>The two-sample test of Kolmogorov and Smirnov, and the limit distribution of its statistic.</summary>
public static class KolmogorovSmirnov
{
    /// <summary>Mean of the square of Kolmogorov's distribution, π²/12.</summary>
    public const double MeanSquare = Math.PI * Math.PI / 12;

    /// <summary>Where both series of the distribution converge equally fast.</summary>
    private const double SeriesChange = 1.18;

    /// <summary>The largest distance of the two empirical distribution functions, 0 to 1, over the finite values.</summary>
    public static double Distance(IEnumerable<double> first, IEnumerable<double> second)
    {
        double[] a = [.. first.Where(double.IsFinite).Order()], b = [.. second.Where(double.IsFinite).Order()];
        var (i, j, most) = (0, 0, 0.0);
        while (i < a.Length && j < b.Length)
        {
            var at = Math.Min(a[i], b[j]);
            while (i < a.Length && a[i] <= at)
            {
                i++;
            }

            while (j < b.Length && b[j] <= at)
            {
                j++;
            }

            most = Math.Max(most, Math.Abs(((double)i / a.Length) - ((double)j / b.Length)));
        }

        return most;
    }

    /// <summary>
    /// Probability of such a distance or a larger one between samples of one distribution: Kolmogorov's limit with the correction for
    /// small samples of Stephens (Journal of the Royal Statistical Society B 32, 1970). With ties it is too large, never too small.
    /// </summary>
    /// <param name="distance">The distance of the two distribution functions.</param>
    /// <param name="effectiveSize">The <see cref="EffectiveSize"/> of both samples.</param>
    public static double PValue(double distance, double effectiveSize)
    {
        var root = Math.Sqrt(effectiveSize);
        return UpperTail((root + 0.12 + (0.11 / root)) * distance);
    }

    /// <summary>The effective size m n / (m + n) of samples of m and n rows.</summary>
    public static double EffectiveSize(long first, long second) => (double)first * second / (first + second);

    /// <summary>P(K > x) of Kolmogorov's distribution; each of the two series converges where it is used.</summary>
    public static double UpperTail(double x)
    {
        if (x <= 0)
        {
            return 1;
        }

        var sum = 0.0;
        if (x < SeriesChange)
        {
            var step = Math.Exp(-Math.PI * Math.PI / (8 * x * x));
            for (var k = 1; k <= 7; k += 2)
            {
                sum += Math.Pow(step, k * k);
            }

            return 1 - (Math.Sqrt(2 * Math.PI) / x * sum);
        }

        for (var k = 1; k <= 4; k++)
        {
            sum += (k % 2 == 1 ? 2 : -2) * Math.Exp(-2.0 * k * k * x * x);
        }

        return Math.Clamp(sum, 0, 1);
    }

    /// <summary>The x² at which P(K > x) is as given: the tail is 2 (q - q⁴ + q⁹ - …) of q = exp(-2 x²).</summary>
    /// <param name="probability">Above 0 and at most 0.1, where what follows in the series is below rounding.</param>
    public static double CriticalSquare(double probability)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(probability);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(probability, 0.1);
        var q = probability / 2;
        for (var i = 0; i < 10; i++)
        {
            q = (probability / 2) + Math.Pow(q, 4) - Math.Pow(q, 9);
        }

        return -Math.Log(q) / 2;
    }
}
