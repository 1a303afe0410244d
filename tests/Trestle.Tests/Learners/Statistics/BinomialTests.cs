using Shouldly;

using Trestle.Learners.Statistics;

using Xunit;

namespace Trestle.Tests.Learners.Statistics;

public sealed class BinomialTests
{
    /// <summary>scipy.stats.binom.sf and binomtest(...).proportion_ci(method="exact") of SciPy 1.10.1.</summary>
    [Theory]
    [InlineData(15, 1000, 0.01, 0.08241231951608856)]
    [InlineData(30, 1000, 0.01, 2.059988850971949e-07)]
    [InlineData(60_000, 5_000_000, 0.0119, 0.019800986601216767)]
    [InlineData(1, 10, 0.01, 0.09561792499119552)]
    [InlineData(0, 10, 0.01, 1)]
    [InlineData(5, 200, 0.01, 0.05174626363078591)]
    [InlineData(20, 1000, 0.01, 0.0032883597877274573)]
    [InlineData(10, 10, 0.5, 0.0009765625)]
    [InlineData(3, 10, 0, 0)]
    [InlineData(3, 10, 1, 1)]
    [InlineData(11, 10, 0.5, 0)]
    public void Rates_are_tested_exactly(long hits, long rows, double allowed, double tail) =>
        Binomial.UpperTail(hits, rows, allowed).ShouldBe(tail, (tail * 1e-6) + 1e-300);

    [Theory]
    [InlineData(0, 50, 0, 0.07112173646420458)]
    [InlineData(3, 200, 0.0031041076215550857, 0.043208281917709784)]
    [InlineData(50, 50, 0.9288782635357954, 1)]
    [InlineData(1, 5_000_000, 5.0635615806521825e-09, 1.1143280119456963e-06)]
    [InlineData(600, 1000, 0.5688784459559313, 0.6305310124510889)]
    [InlineData(0, 0, 0, 1)]
    public void Intervals_of_rates_are_those_of_Clopper_and_Pearson(long hits, long rows, double low, double high)
    {
        var interval = Binomial.Interval(hits, rows, 0.95);
        interval.Low.ShouldBe(low, (low * 1e-6) + 1e-300);
        interval.High.ShouldBe(high, high * 1e-6);
    }

    /// <summary>ln of 1, 10, 2,598,960 (hands of poker) and 126,410,606,437,752, all exact.</summary>
    [Theory]
    [InlineData(7, 0, 1)]
    [InlineData(5, 2, 10)]
    [InlineData(52, 5, 2_598_960)]
    [InlineData(50, 25, 126_410_606_437_752)]
    public void The_binomial_coefficient_is_that_of_Pascals_triangle(long n, long k, double coefficient) =>
        Binomial.LogCoefficient(n, k).ShouldBe(Math.Log(coefficient), 1e-12);
}
