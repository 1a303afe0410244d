using CsCheck;

using Shouldly;

using Trestle.Learners.Statistics;

using Xunit;

namespace Trestle.Tests.Learners.Statistics;

/// <summary>The references are scipy.stats.fisher_exact of SciPy 1.10.1.</summary>
public sealed class FisherTestTests
{
    [Theory]
    [InlineData(8, 100, 20, 1000, 0.002363585300894015)]
    [InlineData(0, 200, 3, 1800, 1.0)]
    [InlineData(12, 400, 10, 3600, 2.175417112520775e-07)]
    [InlineData(5, 20, 0, 20, 0.023562023562023564)]
    [InlineData(3000, 100000, 26000, 900000, 0.024456080080518097)]
    public void One_sided_it_is_that_of_SciPy(long hits, long rows, long otherHits, long otherRows, double expected) =>
        FisherTest.OneSided(hits, rows, otherHits, otherRows).ShouldBe(expected, expected * 1e-6);

    [Theory]
    [InlineData(9, 300, 3, 500, 0.012382007732681615)]
    [InlineData(5, 200, 0, 1000, 0.00012330707123359922)]
    [InlineData(20, 400, 50, 400, 0.00023756186782195255)]
    [InlineData(30, 50_000, 5, 100_000, 2.2437555548727734e-10)]
    [InlineData(0, 40, 0, 50, 1)]
    [InlineData(10, 300, 400, 500, 2.0019529883763076e-114)]
    public void Two_sided_it_is_that_of_SciPy(long hits, long rows, long otherHits, long otherRows, double expected) =>
        FisherTest.TwoSided(hits, rows, otherHits, otherRows).ShouldBe(expected, expected * 1e-9);

    /// <summary>There are 70 ways to choose four of eight cups (Fisher, The Design of Experiments, 1935).</summary>
    [Fact]
    public void The_lady_who_tastes_tea_is_convincing()
    {
        FisherTest.OneSided(4, 4, 0, 4).ShouldBe(1.0 / 70, 1e-15);
        FisherTest.OneSided(3, 4, 1, 4).ShouldBe(17.0 / 70, 1e-14);
        FisherTest.TwoSided(4, 4, 0, 4).ShouldBe(2.0 / 70, 1e-15);
        FisherTest.OneSided(5, 4, 0, 4).ShouldBe(0, "there cannot be five hits among four rows");
    }

    /// <summary>Against the sum over all tables, term by term, in exact integers.</summary>
    [Fact]
    public void Of_small_tables_all_terms_are_summed() => Gen.Int[0, 12].Array[4].Sample(counts =>
    {
        var (hits, misses, otherHits, otherMisses) = (counts[0], counts[1], counts[2], counts[3]);
        var (rows, otherRows, all) = (hits + misses, otherHits + otherMisses, hits + otherHits);
        var ways = Enumerable.Range(0, all + 1).Select(x => Ways(rows, x) * Ways(otherRows, all - x)).ToArray();
        var total = (double)ways.Sum();
        FisherTest.OneSided(hits, rows, otherHits, otherRows).ShouldBe(ways[hits..].Sum() / total, 1e-12);
        FisherTest.TwoSided(hits, rows, otherHits, otherRows).ShouldBe(ways.Where(way => way <= ways[hits]).Sum() / total, 1e-12);
    });

    private static long Ways(int n, int k)
    {
        var ways = k < 0 || k > n ? 0L : 1;
        for (var i = 1; i <= k; i++)
        {
            ways = ways * (n - k + i) / i;
        }

        return ways;
    }
}
