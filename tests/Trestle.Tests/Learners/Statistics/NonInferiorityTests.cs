using Shouldly;

using Trestle.Learners.Statistics;

using Xunit;

namespace Trestle.Tests.Learners.Statistics;

public sealed class NonInferiorityTests
{
    /// <summary>The formula over scipy.stats.beta.ppf of SciPy 1.10.1.</summary>
    [Theory]
    [InlineData(0, 368, 0, 3312, 0.025, 0.009974054826946351)]
    [InlineData(0, 367, 0, 3312, 0.025, 0.010001095732145984)]
    [InlineData(3, 400, 10, 3600, 0.025, 0.01905590762364852)]
    [InlineData(12, 1000, 40, 9000, 0.025, 0.016513351694704304)]
    [InlineData(50, 1000, 45, 1000, 0.05, 0.021461135341120527)]
    public void The_limit_of_a_difference_is_as_by_scipy(int hits, int rows, int others, int otherRows, double risk, double limit) =>
        NonInferiority.Difference(hits, rows, others, otherRows, risk).ShouldBe(limit, 1e-12);

    /// <summary>
    /// confint_proportions_2indep(500, 10000, 450, 10000, compare="diff", method="newcomb", alpha=.1) of statsmodels 0.13.5.
    /// </summary>
    [Fact]
    public void With_many_rows_it_is_that_of_newcombe() =>
        NonInferiority.Difference(500, 10_000, 450, 10_000, 0.05).ShouldBe(0.009956313264169445, 1e-4);

    [Fact]
    public void Without_rows_anything_is_possible()
    {
        NonInferiority.Difference(0, 0, 5, 10, 0.05).ShouldBe(1);
        NonInferiority.Difference(0, 10, 0, 0, 0.05).ShouldBe(1);
        NonInferiority.MostHits(100, 0, 900, 0.01, 0.025).ShouldBe(-1, "not even without a failure");
        NonInferiority.MostHits(368, 0, 3312, 0.01, 0.025).ShouldBe(0);
    }

    /// <summary>The least r with scipy.stats.binom.sf(r - 1, n, 0.99) at most 0.02, SciPy 1.10.1.</summary>
    [Theory]
    [InlineData(388, 389)]
    [InlineData(390, 390)]
    [InlineData(1000, 997)]
    [InlineData(5000, 4965)]
    public void Ranks_of_limits_are_as_by_scipy(int rows, int rank) => NonInferiority.UpperRank(rows, 0.99, 0.02).ShouldBe(rank);

    [Fact]
    public void A_ratio_of_quantiles_is_that_of_two_order_statistics()
    {
        double[] values = [.. Enumerable.Range(1, 1000).Select(i => (double)i)];

        // max r with binom.cdf(r - 1, 1000, 0.99) <= 0.005 is 981, SciPy 1.10.1
        NonInferiority.OtherQuantile(values, 0.99, 0.025).ShouldBe(981);
        NonInferiority.QuantileRatio(values, values, 0.99, 0.025).ShouldBe(997 / 981.0);
        NonInferiority.QuantileRatio(values.AsSpan(0, 300), values, 0.99, 0.025).ShouldBe(double.PositiveInfinity);
        NonInferiority.QuantileRatio(values, [], 0.99, 0.025).ShouldBe(double.PositiveInfinity);
    }
}
