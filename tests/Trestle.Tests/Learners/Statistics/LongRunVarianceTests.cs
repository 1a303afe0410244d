using Shouldly;

using Trestle.Learners.Statistics;

using Xunit;

namespace Trestle.Tests.Learners.Statistics;

/// <summary>
/// Autoregressions of one series of normal numbers. References: the formulas of Politis and White (2004) and Patton, Politis and White
/// (2009) on the autocovariances of statsmodels 0.13.5, and its recursion of Levinson and Durbin; blocks by numpy 1.24.2.
/// </summary>
public sealed class LongRunVarianceTests
{
    [Theory]
    [InlineData(0, 0.3619253750397902)]
    [InlineData(0.5, 15.37657921652298)]
    [InlineData(0.8, 31.02782446982478)]
    public void The_block_length_is_that_of_the_papers(double rho, double expected) =>
        LongRunVariance.BlockLength(Series(rho)).ShouldBe((int)Math.Max(1, Math.Round(expected)));

    [Fact]
    public void The_variance_is_the_largest_of_three_estimates()
    {
        // Blocks of 10 give 3.932, an autoregression, of order 1 by its criterion, 4.179, and the flat-top kernel 4.576.
        LongRunVariance.Of(Series(0.5), 10).ShouldBe(4.575905680521673 * 1000 / 990, 1e-9);
        LongRunVariance.Of([1, 1, 1, 1], 1).ShouldBe(0);
    }

    [Fact]
    public void A_season_is_seen_though_five_lags_before_it_are_silent()
    {
        var values = new double[1000];
        var noise = Series(0);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = noise[i] + (i < 7 ? 0 : 0.6 * values[i - 7]);
        }

        LongRunVariance.BlockLength(values).ShouldBeGreaterThan(7);
        LongRunVariance.Of(values, 1).ShouldBe(1 / (0.4 * 0.4), 3);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Few_values_are_a_block_each(int count) => LongRunVariance.BlockLength(new double[count]).ShouldBe(1);

    private static double[] Series(double rho)
    {
        var (state, values) = (1L, new double[1000]);
        double Uniform() => (state = ((state * 1103515245) + 12345) % 2147483648) / 2147483648.0;
        for (var i = 0; i < values.Length; i++)
        {
            var (u, v) = (Uniform(), Uniform());
            values[i] = (Math.Sqrt(-2 * Math.Log(1 - u)) * Math.Cos(2 * Math.PI * v)) + (i == 0 ? 0 : rho * values[i - 1]);
        }

        return values;
    }
}
