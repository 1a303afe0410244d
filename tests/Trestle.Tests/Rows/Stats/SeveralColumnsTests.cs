using Shouldly;

using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Rows.Stats;

/// <summary>Questions about several number columns together.</summary>
public sealed class SeveralColumnsTests
{
    private static readonly RowBlock Block = new TableBuilder().Numbers("a", 1e6 + 1, 1e6 + 2, double.NaN, 1e6 + 4, 1e6 + 7)
        .Numbers("b", 3, 1, 8, 2, -5).Block();

    /// <summary>NumPy 1.24: cov of the four rows without a gap.</summary>
    [Theory]
    [InlineData(5)]
    [InlineData(2)]
    [InlineData(1)]
    public void Covariances_are_those_of_NumPy_however_rows_are_divided(int size)
    {
        var value = Merged(new Covariances(["a", "b"]), size);
        value.Count.ShouldBe(4);
        value.Means[0].ShouldBe(1e6 + 3.5, 1e-9);
        value.Covariance(0, 0).ShouldBe(7, 1e-6);
        value.Covariance(0, 1).ShouldBe(value.Covariance(1, 0));
        value.Covariance(0, 1).ShouldBe(-8.5, 1e-6);
        value.Covariance(1, 1).ShouldBe(12.916666666666666, 1e-6);
    }

    [Fact]
    public void A_sample_of_few_rows_is_all_of_them()
    {
        var rows = Merged(new RowSketch(["b"], 20_000), 2).Rows();
        rows.Select(row => (row.Row[0], row.Rows)).Order().ShouldBe([(-5, 1), (1, 1), (2, 1), (3, 1), (8, 1)]);
        new RowSketch(["a", "b"], 5).ShouldBe(new RowSketch(["a", "b"], 5));
        new Covariances(["a"]).ShouldNotBe(new Covariances(["b"]));
    }

    [Fact]
    public void A_sample_of_many_rows_does_not_depend_on_their_order()
    {
        double[] values = [.. Enumerable.Range(0, 50_000).Select(i => (double)(i % 30_000))];
        var forth = new TableBuilder().Numbers("x", values).Block();
        var back = new TableBuilder().Numbers("x", [.. values.Reverse()]).Block();
        var stat = new RowSketch(["x"], 20_000);
        var (first, second) = ((RowSketchValue)stat.Start(forth.Schema), (RowSketchValue)stat.Start(forth.Schema));
        first.Add(forth);
        second.Add(back.Take([.. Enumerable.Range(0, 10_000)]));
        var rest = (RowSketchValue)second.Empty();
        rest.Add(back.Take([.. Enumerable.Range(10_000, 40_000)]));
        second.Merge(rest);
        first.Rows().Count.ShouldBe(20_000);
        second.Rows().Select(row => (row.Row[0], row.Rows)).ShouldBe(first.Rows().Select(row => (row.Row[0], row.Rows)));
        first.Rows().Average(row => row.Row[0]).ShouldBe(15_000, 300);
    }

    private static T Merged<T>(Stat<T> stat, int size)
        where T : StatValue
    {
        var merged = stat.Start(Block.Schema);
        foreach (var rows in Enumerable.Range(0, Block.Rows).Chunk(size))
        {
            var part = merged.Empty();
            part.Add(Block.Take(rows));
            merged.Merge(part);
        }

        return (T)merged;
    }
}
