using Trestle.Learners.Statistics;

namespace Trestle.Stages.ValidateData.Evidence;

/// <summary>How far two distributions are from each other.</summary>
internal static class Distances
{
    /// <summary>The largest distance of the distribution functions of two columns of numbers (Kolmogorov and Smirnov), 0 to 1.</summary>
    public static double KolmogorovSmirnov(Distribution first, Distribution second)
    {
        var most = 0.0;
        foreach (var (_, apart) in Steps(first, second))
        {
            most = Math.Max(most, Math.Abs(apart));
        }

        return most;
    }

    /// <summary>
    /// The area between the distribution functions of two columns of numbers, in their unit (scipy.stats.wasserstein_distance).
    /// </summary>
    public static double Wasserstein(Distribution first, Distribution second)
    {
        var (area, last, apart) = (0.0, double.NaN, 0.0);
        foreach (var (at, now) in Steps(first, second))
        {
            area += apart == 0 ? 0 : Math.Abs(apart) * (at - last);
            (last, apart) = (at, now);
        }

        return area;
    }

    /// <summary>
    /// The population stability index over bins: the sum of (p - q) ln(p / q). A bin without rows counts as half a row.
    /// </summary>
    public static double Psi(Distribution first, Distribution second)
    {
        var (a, b) = Distribution.InBins(first, second);
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            if (a[i] + b[i] > 0)
            {
                var (p, q) = (Math.Max(a[i], 0.5) / first.Rows, Math.Max(b[i], 0.5) / second.Rows);
                sum += (p - q) * Math.Log(p / q);
            }
        }

        return sum;
    }

    /// <summary>The Jensen–Shannon distance over bins, of base 2: 0 to 1 (scipy.spatial.distance.jensenshannon).</summary>
    public static double JensenShannon(Distribution first, Distribution second)
    {
        var (a, b) = Distribution.InBins(first, second);
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            var (p, q) = ((double)a[i] / first.Rows, (double)b[i] / second.Rows);
            sum += Part(p, (p + q) / 2) + Part(q, (p + q) / 2);
        }

        return Math.Sqrt(Math.Clamp(sum / 2, 0, 1));

        static double Part(double p, double middle) => p == 0 ? 0 : p * Math.Log2(p / middle);
    }

    /// <summary>
    /// The probability of such a difference over bins, or a larger one, if both came from one distribution: Pearson's chi-square of the
    /// table of both (scipy.stats.chi2_contingency); 1 where there is one bin.
    /// </summary>
    public static double ChiSquareProbability(Distribution first, Distribution second)
    {
        var (a, b) = Distribution.InBins(first, second);
        var (sum, bins, total) = (0.0, 0, (double)first.Rows + second.Rows);
        for (var i = 0; i < a.Length; i++)
        {
            if (a[i] + b[i] == 0)
            {
                continue;
            }

            bins++;
            var (expectedA, expectedB) = ((a[i] + b[i]) * first.Rows / total, (a[i] + b[i]) * second.Rows / total);
            sum += ((a[i] - expectedA) * (a[i] - expectedA) / expectedA) + ((b[i] - expectedB) * (b[i] - expectedB) / expectedB);
        }

        return bins < 2 ? 1 : ChiSquare.UpperTail(sum, bins - 1);
    }

    /// <summary>Each value of both, ascending, with the difference of the distribution functions from it on.</summary>
    private static IEnumerable<(double At, double Apart)> Steps(Distribution first, Distribution second)
    {
        var (i, j, below, other) = (0, 0, 0L, 0L);
        while (i < first.Values.Count || j < second.Values.Count)
        {
            var at = Math.Min(
                i < first.Values.Count ? first.Values[i] : double.PositiveInfinity,
                j < second.Values.Count ? second.Values[j] : double.PositiveInfinity);
            if (i < first.Values.Count && first.Values[i] == at)
            {
                below += first.Counts[i++];
            }

            if (j < second.Values.Count && second.Values[j] == at)
            {
                other += second.Counts[j++];
            }

            yield return (at, ((double)below / first.Rows) - ((double)other / second.Rows));
        }
    }
}
