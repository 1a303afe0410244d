using Trestle.Learners.Forests;

namespace Trestle.Learners.Bayes;

/// <summary>How a feature is distributed in each class. A feature that tells nothing has neither means nor codes.</summary>
/// <param name="Means">For numbers: the mean in each class.</param>
/// <param name="Variances">For numbers: the variance in each class.</param>
/// <param name="Codes">For categories: their codes, ascending.</param>
/// <param name="Shares">For categories: the logarithm of the share of each code, class by class.</param>
/// <param name="Expected">The mean of the logarithms over all training rows, for each class.</param>
/// <param name="Worth">How much the feature tells apart.</param>
internal sealed record FeatureLaw(double[] Means, double[] Variances, int[] Codes, double[] Shares, double[] Expected, double Worth)
{
    /// <summary>Deviations beyond which a number is not more unlikely.</summary>
    private const double Farthest = 1e6;

    /// <summary>What a feature tells that tells nothing.</summary>
    public static FeatureLaw Nothing(int classes) => new([], [], [], [], new double[classes], 0);

    /// <summary>
    /// Adds the logarithm of the density of a value in each class, or of its share; nothing for what is missing or unseen.
    /// </summary>
    public void Add(double value, Span<double> logarithms)
    {
        if (Codes.Length > 0)
        {
            var at = FeatureBins.CodeOf(value) is { } code ? Array.BinarySearch(Codes, code) : -1;
            for (var k = 0; at >= 0 && k < logarithms.Length; k++)
            {
                logarithms[k] += Shares[(k * Codes.Length) + at];
            }
        }
        else if (!double.IsNaN(value))
        {
            for (var k = 0; k < Means.Length; k++)
            {
                var distance = Math.Clamp((value - Means[k]) / Math.Sqrt(Variances[k]), -Farthest, Farthest);
                logarithms[k] -= (distance * distance / 2) + (Math.Log(Variances[k]) / 2);
            }
        }
    }

    /// <summary>Whether it is as described, for some classes.</summary>
    public bool IsValid(int classes) => Means.Length == Variances.Length && (Means.Length == 0 || Means.Length == classes)
        && (Means.Length == 0 || Codes.Length == 0) && Shares.Length == (long)Codes.Length * classes && Expected.Length == classes
        && Means.All(double.IsFinite) && Variances.All(variance => variance > 0 && double.IsFinite(variance))
        && Shares.All(share => share <= 0 && double.IsFinite(share)) && Expected.All(double.IsFinite)
        && Codes.All(code => code >= 0) && Codes.Zip(Codes.Skip(1)).All(pair => pair.First < pair.Second)
        && Worth >= 0 && double.IsFinite(Worth);

    /// <summary>The law of a number.</summary>
    /// <param name="sums">What the training rows tell.</param>
    /// <param name="shares">The share of each class.</param>
    /// <param name="rows">Number of training rows as they count, also of those without a value.</param>
    /// <param name="smoothing">The share of the variance of all rows that is added to that of each class.</param>
    public static FeatureLaw OfNumber(ClassSums sums, double[] shares, double rows, double smoothing)
    {
        var added = smoothing * sums.Variance;
        double[] variances = [.. sums.Variances.Select(variance => variance + added)];
        if (!variances.All(variance => variance > 0 && double.IsFinite(variance)))
        {
            return Nothing(shares.Length);
        }

        var present = sums.Counts.Sum() / rows;
        double Of(int k, double mean, double variance) =>
            -((variance + ((mean - sums.Means[k]) * (mean - sums.Means[k]))) / (2 * variances[k])) - (Math.Log(variances[k]) / 2);
        return new FeatureLaw(
            sums.Means, variances, [], [],
            [.. shares.Select((_, k) => present * Of(k, sums.Mean, sums.Variance))],
            Apart(shares, (j, k) => Of(j, sums.Means[k], variances[k])));
    }

    /// <summary>The law of a category, with some rows added to each code of each class.</summary>
    public static FeatureLaw OfCategory(ClassSums sums, double[] shares, double rows, double alpha)
    {
        int[] codes = [.. sums.Codes!.Keys];
        double[][] counts = [.. sums.Codes.Values];
        double Share(int k, int code) => (counts[code][k] + alpha) / (sums.Counts[k] + (alpha * codes.Length));
        var places = Enumerable.Range(0, codes.Length);
        return codes.Length == 0 ? Nothing(shares.Length) : new FeatureLaw(
            [], [], codes,
            [.. shares.SelectMany((_, k) => places.Select(code => Math.Log(Share(k, code))))],
            [.. shares.Select((_, k) => places.Sum(code => counts[code].Sum() / rows * Math.Log(Share(k, code))))],
            Apart(shares, (j, k) => places.Sum(code => Share(k, code) * Math.Log(Share(j, code)))));
    }

    /// <summary>
    /// How far the law of a row's own class is from those of all classes, on average (a divergence of Kullback and Leibler).
    /// </summary>
    /// <param name="shares">The share of each class.</param>
    /// <param name="expected">The mean logarithm by the law of one class, over rows of another.</param>
    private static double Apart(double[] shares, Func<int, int, double> expected)
    {
        var sum = 0.0;
        for (var k = 0; k < shares.Length; k++)
        {
            for (var j = 0; j < shares.Length; j++)
            {
                sum += shares[k] * shares[j] * (expected(k, k) - expected(j, k));
            }
        }

        return double.IsFinite(sum) ? Math.Max(0, sum) : double.MaxValue / 1e9;
    }
}
