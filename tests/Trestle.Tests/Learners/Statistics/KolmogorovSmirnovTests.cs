using Shouldly;

using Trestle.Learners.Statistics;

using Xunit;

namespace Trestle.Tests.Learners.Statistics;

/// <summary>The references are scipy.stats.ks_2samp(method="exact") and scipy.stats.kstwobign of SciPy 1.10.1.</summary>
public sealed class KolmogorovSmirnovTests
{
    [Fact]
    public void The_distance_is_the_largest_between_the_distribution_functions()
    {
        double[] a = [0.1, 0.2, 0.2, 0.35, 0.5, 0.9], b = [0.15, 0.2, 0.6, 0.7, 0.8, 0.85, 0.95];
        KolmogorovSmirnov.Distance(a, b).ShouldBe(0.5476190476190477, 1e-12);
        KolmogorovSmirnov.Distance([double.NaN, 1], [1]).ShouldBe(0);
    }

    /// <summary>The exact probability is 0.2302; that of the limit distribution is near it.</summary>
    [Fact]
    public void The_p_value_is_near_the_exact_one()
    {
        double[] a = [.. Enumerable.Range(0, 500).Select(i => i * 37 % 500 / 500.0)];
        double[] b = [.. Enumerable.Range(0, 400).Select(i => Math.Pow(i * 53 % 400 / 400.0, 1.2))];
        var distance = KolmogorovSmirnov.Distance(a, b);
        distance.ShouldBe(0.069, 1e-12);
        KolmogorovSmirnov.PValue(distance, KolmogorovSmirnov.EffectiveSize(500, 400)).ShouldBe(0.2302, 0.01);
        KolmogorovSmirnov.PValue(0, KolmogorovSmirnov.EffectiveSize(10, 10)).ShouldBe(1);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.3, 0.9999906941986655)]
    [InlineData(0.8, 0.5441424115741981)]
    [InlineData(1.18, 0.1234538094297657)]
    [InlineData(1.5, 0.022217962616525127)]
    [InlineData(3, 3.045995948942526e-08)]
    public void The_distribution_is_that_of_Kolmogorov(double x, double tail) =>
        KolmogorovSmirnov.UpperTail(x).ShouldBe(tail, tail * 1e-12);

    /// <summary>kstwobign.isf(0.01)² is 3.2209906453574857 π²/12; Smirnov's table (1948) has 1.36 for 5 % and 1.63 for 1 %.</summary>
    [Fact]
    public void A_critical_value_is_that_of_the_tables()
    {
        KolmogorovSmirnov.CriticalSquare(0.01).ShouldBe(3.2209906453574857 * KolmogorovSmirnov.MeanSquare, 1e-9);
        Math.Sqrt(KolmogorovSmirnov.CriticalSquare(0.05)).ShouldBe(1.36, 0.005);
        Math.Sqrt(KolmogorovSmirnov.CriticalSquare(0.01)).ShouldBe(1.63, 0.005);
        KolmogorovSmirnov.UpperTail(Math.Sqrt(KolmogorovSmirnov.CriticalSquare(0.1))).ShouldBe(0.1, 1e-14);
        Should.Throw<ArgumentOutOfRangeException>(() => KolmogorovSmirnov.CriticalSquare(0));
        Should.Throw<ArgumentOutOfRangeException>(() => KolmogorovSmirnov.CriticalSquare(0.2));
    }
}
