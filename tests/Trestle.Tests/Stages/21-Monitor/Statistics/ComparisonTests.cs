using CsCheck;

using Shouldly;

using Trestle.Stages.Monitor.Statistics;

using Xunit;

namespace Trestle.Tests.Stages.Monitor.Statistics;

/// <summary>The tests and effect sizes against SciPy 1.10.1.</summary>
public sealed class ComparisonTests
{
    private static readonly double[] Some = [.. Enumerable.Range(0, 300).Select(i => i * 37 % 101 / 10.0)];

    /// <summary>
    /// ks_2samp(method="exact") and wasserstein_distance / std. The limit distribution is within a few per cent, and within a fifth far
    /// out.
    /// </summary>
    [Theory]
    [InlineData(0.7, 0.07, 0.773704371968036, 0.14339046178725706, 0.03)]
    [InlineData(1.5, 0.15, 0.038769793565085114, 0.4177125887616828, 0.05)]
    [InlineData(2.5, 0.25, 3.5403591628488557e-05, 0.760615247479715, 0.2)]
    [InlineData(3.5, 0.3466666666666667, 1.2484841983892526e-09, 1.1035179061977471, 0.6)]
    public void Numbers_are_compared_as_in_SciPy(double shift, double distance, double pValue, double effect, double tolerance)
    {
        var compared = Numbers(Some, [.. Enumerable.Range(0, 120).Select(i => (i * 53 % 97 / 10.0) + shift)]);
        compared.Distance.ShouldBe(distance, 1e-14);
        compared.Effect.ShouldBe(effect, 1e-12);
        compared.PValue(1).ShouldBe(pValue, pValue * tolerance);
    }

    [Fact]
    public void Numbers_of_equal_distributions_are_no_distance_apart()
    {
        var same = Numbers(Some, [.. Some, .. Some]);
        (same.Distance, same.Effect, same.PValue(1)).ShouldBe((0, 0, 1));
    }

    [Fact]
    public void Beside_a_constant_the_effect_is_the_share_of_other_values()
    {
        var compared = Numbers([.. Enumerable.Repeat(4.0, 100)], [.. Enumerable.Repeat(4.0, 75), .. Enumerable.Repeat(9.0, 25)]);
        compared.Effect.ShouldBe(0.25);
        compared.PValue(1).ShouldBeLessThan(1e-6);
    }

    /// <summary>chi2_contingency of the pooled table, jensenshannon(base=2) with the mean of chance taken off.</summary>
    [Fact]
    public void Categories_are_compared_as_in_SciPy_with_rare_ones_pooled()
    {
        var compared = CategoryComparison.Of([120, 80, 40, 9, 3, 0], [40, 45, 22, 2, 6, 5])!;
        compared.Distance.ShouldBe(0.14285714285714285, 1e-15);
        compared.Effect.ShouldBe(0.1166411130778809, 1e-14);
        compared.PValue(1).ShouldBe(0.02428409018569686, 1e-14);
        compared.Excess.ShouldBe(9.412190476190474 / 3, 1e-13);
    }

    [Fact]
    public void Few_values_are_tested_as_categories()
    {
        var compared = NumberComparison.Of([900, 100], [0, 1], [160, 40], [0, 1], 0.3)!;
        compared.Distance.ShouldBe(0.1, 1e-15);
        compared.Effect.ShouldBe(0.1 / 0.3, 1e-15);
        compared.PValue(1).ShouldBe(CategoryComparison.Of([900, 100], [160, 40])!.PValue(1));
    }

    [Fact]
    public void A_single_category_says_nothing()
    {
        var compared = CategoryComparison.Of([100, 0], [40, 0])!;
        (compared.Effect, compared.PValue(1), compared.Excess).ShouldBe((0, 1, 1));
    }

    /// <summary>fisher_exact, and chi2_contingency(correction=False) for the last.</summary>
    [Theory]
    [InlineData(3, 500, 9, 300, 0.012382007732681615)]
    [InlineData(0, 1000, 5, 200, 0.00012330707123359922)]
    [InlineData(50, 400, 20, 400, 0.00023756186782195255)]
    [InlineData(5, 100_000, 30, 50_000, 2.2437555548727734e-10)]
    [InlineData(0, 50, 0, 40, 1)]
    [InlineData(400, 500, 10, 300, 2.0019529883763076e-114)]
    [InlineData(20_000, 100_000, 10_400, 50_000, 0.0002796652890793201)]
    public void Shares_are_compared_as_in_SciPy(long hits, long of, long windowHits, long windowOf, double pValue) =>
        ShareComparison.Of(hits, of, windowHits, windowOf)!.PValue(1).ShouldBe(pValue, pValue * 1e-9);

    [Fact]
    public void The_effect_of_shares_is_Cohens_h()
    {
        ShareComparison.Of(50, 100, 25, 100)!.Effect.ShouldBe(Math.PI / 6, 1e-15);
        ShareComparison.Of(0, 100, 100, 100)!.Effect.ShouldBe(Math.PI, 1e-15);
    }

    [Fact]
    public void An_empty_sample_is_not_compared()
    {
        NumberComparison.Of([1, 2], [0, 1], [0, 0], [0, 0], 1).ShouldBeNull();
        CategoryComparison.Of([0, 0], [1, 2]).ShouldBeNull();
        ShareComparison.Of(0, 0, 1, 2).ShouldBeNull();
    }

    /// <summary>kstwobign.sf, through a sample so large that nothing else counts.</summary>
    [Theory]
    [InlineData(0.3, 0.9999906941986655)]
    [InlineData(0.8, 0.5441424115741981)]
    [InlineData(1.18, 0.1234538094297657)]
    [InlineData(1.5, 0.022217962616525127)]
    [InlineData(3, 3.045995948942526e-08)]
    public void The_distribution_of_Kolmogorov_is_that_of_SciPy(double x, double tail)
    {
        const long Many = 1L << 50;
        var apart = (long)(x / Math.Sqrt(Many / 2.0) * Many);
        var bins = Enumerable.Repeat(0L, 14).ToArray();
        long[] window = [Many / 2 + apart, Many / 2 - apart, .. bins];
        NumberComparison.Of([Many / 2, Many / 2, .. bins], new double[16], window, new double[16], 1)!.PValue(1)
            .ShouldBe(tail, tail * 1e-4);
    }

    /// <summary>kstwobign.isf(0.01)^2 / (pi^2 / 12), chi2.isf(0.01, 3) / 3 and chi2.isf(0.01, 1) of SciPy 1.10.1.</summary>
    [Fact]
    public void An_extreme_of_each_statistic_is_that_of_SciPy()
    {
        Numbers(Some, Some).ExcessAt(0.01).ShouldBe(3.2209906453574857, 1e-9);
        CategoryComparison.Of([120, 80, 40, 9, 3, 0], [40, 45, 22, 2, 6, 5])!.ExcessAt(0.01).ShouldBe(3.781622243381456, 1e-9);
        ShareComparison.Of(3, 500, 9, 300)!.ExcessAt(0.01).ShouldBe(6.634896601021217, 1e-9);
    }

    [Fact]
    public void A_design_effect_makes_every_test_more_careful() => Gen.Select(
        Gen.Int[1, 400].Array[12], Gen.Int[1, 400].Array[12], Gen.Double[1, 20]).Sample((a, b, design) =>
    {
        Comparison[] all =
        [
            NumberComparison.Of(Counts(a), Steps, Counts(b), Steps, 2)!,
            CategoryComparison.Of(Counts(a), Counts(b))!,
        ];
        foreach (var compared in all)
        {
            compared.PValue(design).ShouldBeInRange(compared.PValue(1) * (1 - 1e-9), 1);
            compared.Distance.ShouldBeInRange(0, 1);
            compared.Effect.ShouldBeGreaterThanOrEqualTo(0);
        }
    });

    private static readonly double[] Steps = [.. Enumerable.Range(0, 12).Select(i => (double)i)];

    private static long[] Counts(int[] counts) => [.. counts.Select(count => (long)count)];

    private static NumberComparison Numbers(double[] reference, double[] window)
    {
        var values = reference.Concat(window).Distinct().Order().ToArray();
        var mean = reference.Average();
        var deviation = Math.Sqrt(reference.Average(value => (value - mean) * (value - mean)));
        return NumberComparison.Of(Of(reference), values, Of(window), values, deviation > 1e-12 ? deviation : 0)!;
        long[] Of(double[] sample) => [.. values.Select(value => (long)sample.Count(other => other == value))];
    }
}
