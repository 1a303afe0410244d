namespace Trestle.Stages.Deploy.Planning;

/// <summary>The two-sample test of Kolmogorov and Smirnov.</summary>
internal static class TwoSamples
{
    /// <summary>The largest distance of the two empirical distribution functions.</summary>
    public static double Distance(double[] first, double[] second)
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
    /// Probability of such a distance or a larger one between samples of one distribution: Kolmogorov's limit with Stephens' correction
    /// for small samples (Journal of the Royal Statistical Society B 32, 1970). With ties it is too large, never too small.
    /// </summary>
    public static double PValue(double distance, int first, int second)
    {
        var root = Math.Sqrt((double)first * second / (first + second));
        var x = (root + 0.12 + (0.11 / root)) * distance;
        if (x < 0.3)
        {
            return 1;
        }

        var sum = 0.0;
        for (var k = 1; k <= 20; k++)
        {
            sum += (k % 2 == 1 ? 2 : -2) * Math.Exp(-2.0 * k * k * x * x);
        }

        return Math.Clamp(sum, 0, 1);
    }
}
