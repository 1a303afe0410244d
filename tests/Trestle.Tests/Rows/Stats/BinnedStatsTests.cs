using CsCheck;

using Shouldly;

using Trestle.Rows.Stats;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Rows.Stats;

public sealed class BinnedStatsTests
{
    [Fact]
    public void An_edge_belongs_to_its_bin_and_what_is_not_finite_to_none()
    {
        var bins = Bins([1, 2, 4], [0, 1, 1.5, 2, 3, 4, 4.5, 1e300, double.NaN, double.PositiveInfinity]);
        bins.Counts.ToArray().ShouldBe([2, 2, 2, 2]);
        bins.Sums.ToArray().ShouldBe([1, 3.5, 7, 1e300]);
    }

    [Fact]
    public void Without_edges_there_is_one_bin() => Bins([], [3, -2]).Counts.ToArray().ShouldBe([2]);

    [Fact]
    public void Every_number_is_in_the_first_bin_whose_edge_it_does_not_exceed() => Gen.Select(
        Gen.Int[-50, 50].Array[0, 40], Gen.Int[-60, 60].Array[0, 60]).Sample((cuts, values) =>
    {
        double[] edges = [.. cuts.Distinct().Order().Select(cut => (double)cut)];
        var expected = new long[edges.Length + 1];
        foreach (var value in values)
        {
            expected[edges.Count(edge => edge < value)]++;
        }

        Bins(edges, [.. values.Select(value => (double)value)]).Counts.ToArray().ShouldBe(expected);
    });

    [Fact]
    public void Edges_that_do_not_ascend_are_refused()
    {
        Should.Throw<ArgumentException>(() => Bins([1, 1], []));
        Should.Throw<ArgumentException>(() => Bins([double.PositiveInfinity], []));
    }

    [Fact]
    public void Texts_that_are_not_known_are_counted_together()
    {
        var block = new TableBuilder().Texts("c", "b", "a", null, "b", "zz", "B", "").Block();
        var counts = (CategoryCountsValue)new CategoryCounts("c", ["a", "b"]).Start(block.Schema);
        counts.Add(block);
        counts.Counts.ToArray().ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void Parts_merge_to_the_whole() => Gen.Select(Gen.Int[0, 9].Array[0, 50], Gen.Int[0, 50]).Sample((numbers, cut) =>
    {
        var block = new TableBuilder()
            .Numbers("x", [.. numbers.Select(number => (double)number)])
            .Texts("c", [.. numbers.Select(number => number.ToString())])
            .Block();
        int[] rows = [.. Enumerable.Range(0, numbers.Length)];
        foreach (var stat in new Stat[] { new BinCounts("x", [2, 5]), new CategoryCounts("c", ["1", "7"]) })
        {
            var whole = stat.Start(block.Schema);
            whole.Add(block);
            var (first, second) = (stat.Start(block.Schema), whole.Empty());
            first.Add(block.Take(rows.AsSpan(0, Math.Min(cut, rows.Length))));
            second.Add(block.Take(rows.AsSpan(Math.Min(cut, rows.Length))));
            first.Merge(second);
            Counts(first).ShouldBe(Counts(whole));
        }
    });

    private static long[] Counts(StatValue value) =>
        value is BinCountsValue bins ? bins.Counts.ToArray() : ((CategoryCountsValue)value).Counts.ToArray();

    private static BinCountsValue Bins(double[] edges, double[] values)
    {
        var block = new TableBuilder().Numbers("x", values).Block();
        var bins = (BinCountsValue)new BinCounts("x", edges).Start(block.Schema);
        bins.Add(block);
        return bins;
    }
}
