using Shouldly;

using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;
using Trestle.Rows.Steps;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Rows.Steps;

/// <summary>
/// Fills from near rows. Reference: scikit-learn 1.2.1, KNNImputer on columns that are scaled by numpy's nanmean and nanstd.
/// </summary>
public sealed class KnnImputeTests
{
    private const double NaN = double.NaN;

    [Theory]
    [InlineData(2, 6.5, 22.0, 7.0, 5.5, 69.0)]
    [InlineData(3, 6.0, 18.0, 5.5, 4.0, 69.33333333333333)]
    public void Gaps_are_filled_as_scikit_learn_fills_them(int neighbours, double z1, double y2, double x4, double z7, double y9)
    {
        var rows = Table();
        var filled = Apply(Fit(new KnnImpute { Neighbours = neighbours }, rows), rows);
        filled.Numbers(2)[1].ShouldBe(z1, 1e-12);
        filled.Numbers(1)[2].ShouldBe(y2, 1e-12);
        filled.Numbers(0)[4].ShouldBe(x4, 1e-12);
        filled.Numbers(2)[7].ShouldBe(z7, 1e-12);
        filled.Numbers(1)[9].ShouldBe(y9, 1e-12);
        filled.Numbers(0)[0].ShouldBe(1);
    }

    [Fact]
    public void Columns_can_be_filled_by_others()
    {
        var rows = new TableBuilder().Numbers("a", 1, 2, 3, 100).Numbers("b", 0, 0, 50, 50).Numbers("c", 10, NaN, 30, 40).Block();
        var step = new KnnImpute { Columns = ["c"], By = ["a"], Neighbours = 1 };
        Apply(Fit(step, rows), rows).Numbers(2).ToArray().ShouldBe([10, 10, 30, 40]);
    }

    [Fact]
    public void A_row_that_is_near_none_gets_the_mean_and_a_column_without_a_value_stays()
    {
        var rows = new TableBuilder().Numbers("a", 1, 2, 3, NaN).Numbers("b", 10, 20, 60, NaN).Numbers("c", NaN, NaN, NaN, NaN).Block();
        var filled = Apply(Fit(new KnnImpute(), rows), rows);
        filled.Numbers(1)[3].ShouldBe(30);
        filled.Numbers(2)[0].ShouldBe(NaN);
    }

    [Fact]
    public void Of_many_rows_a_sample_is_learned_that_does_not_depend_on_their_order()
    {
        double[] a = [.. Enumerable.Range(0, 3000).Select(i => i / 10.0)];
        var rows = new TableBuilder().Numbers("a", a).Numbers("b", [.. a.Select(value => 2 * value)]).Block();
        int[] back = [.. Enumerable.Range(0, 3000).Reverse()];
        var step = new KnnImpute { Rows = 200 };
        var (fitted, again) = ((FittedKnnImpute)Fit(step, rows), (FittedKnnImpute)Fit(step, rows.Take(back)));
        fitted.Rows.Count.ShouldBe(200);
        again.Rows.Select(row => row[0]).ShouldBe(fitted.Rows.Select(row => row[0]));
        var gap = new TableBuilder().Numbers("a", 150).Numbers("b", NaN).Block();
        Apply(fitted, gap).Numbers(1)[0].ShouldBe(300, 15);
    }

    [Fact]
    public void A_sketch_of_parts_is_that_of_the_whole()
    {
        var rows = new TableBuilder().Numbers("a", [.. Enumerable.Range(0, 900).Select(i => (double)(i % 300))]).Block();
        var question = new RowSketch(["a"], 50);
        RowSketchValue Of(params RowBlock[] blocks)
        {
            var value = (RowSketchValue)question.Start(rows.Schema);
            Array.ForEach(blocks, value.Add);
            return value;
        }

        var whole = Of(rows);
        int[] early = [.. Enumerable.Range(0, 400)];
        int[] late = [.. Enumerable.Range(400, 500)];
        var merged = Of(rows.Take(late));
        merged.Merge(Of(rows.Take(early)));
        merged.Rows().Select(row => (row.Row[0], row.Rows)).ShouldBe(whole.Rows().Select(row => (row.Row[0], row.Rows)));
        whole.Rows().Select(row => row.Rows).Distinct().ShouldBe([3]);
        (whole.Whole, Of(rows.Take([1, 2])).Whole).ShouldBe((false, true));
    }

    private static RowBlock Table() => new TableBuilder()
        .Numbers("x", 1, 2, 3, 4, NaN, 6, 7, 9, 2.5, 11)
        .Numbers("y", 10, 20, NaN, 41, 50, 63, 70, 88, 24, NaN)
        .Numbers("z", 5, NaN, 7, 2, 9, 1, 3, NaN, 6, 8).Block();

    private static RowBlock Apply(IFittedStep fitted, RowBlock block) => fitted.Bind(block.Schema).Apply(block);

    private static IFittedStep Fit(IRowStep step, RowBlock block) => step.Fit(
        block.Schema, new StatValues(step.Needs(block.Schema).ToDictionary(stat => stat, stat =>
        {
            var value = stat.Start(block.Schema);
            value.Add(block);
            return value;
        })));
}
