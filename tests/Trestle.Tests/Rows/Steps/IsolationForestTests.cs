using Shouldly;

using Trestle.Rows.Blocks;
using Trestle.Rows.Stats;
using Trestle.Rows.Steps;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Rows.Steps;

/// <summary>Rows that are unusual as a whole.</summary>
public sealed class IsolationForestTests
{
    private const int Usual = 1000;

    [Fact]
    public void Rows_off_the_line_that_all_others_are_on_have_the_highest_scores()
    {
        var rows = Rows();
        var scores = Apply(Fit(new IsolationForest(), rows), rows);
        scores.Schema.Columns.Select(column => column.Name).ShouldBe(["a", "b", "isolation.score"]);
        var ordered = Enumerable.Range(0, rows.Rows).OrderByDescending(row => scores.Numbers(2)[row]).Take(5);
        ordered.Order().ShouldBe(Enumerable.Range(Usual, 5));
        scores.Numbers(2)[0].ShouldBeInRange(0.35, 0.6);
        scores.Numbers(2)[Usual].ShouldBeGreaterThan(0.65);
    }

    [Fact]
    public void About_a_share_of_the_rows_is_flagged()
    {
        var rows = Rows();
        var flagged = Apply(Fit(new IsolationForest { Output = IsolationOutput.Flag, Share = 0.01 }, rows), rows);
        flagged.Schema[2].Name.ShouldBe("isolation.outlier");
        flagged.Numbers(2).ToArray().Sum().ShouldBeInRange(8, 12);
        flagged.Numbers(2)[Usual..].ToArray().ShouldBe([1, 1, 1, 1, 1]);
    }

    [Fact]
    public void The_forest_does_not_depend_on_the_order_of_the_rows()
    {
        var rows = Rows();
        int[] back = [.. Enumerable.Range(0, rows.Rows).Reverse()];
        var scores = Apply(Fit(new IsolationForest { Trees = 20 }, rows), rows).Numbers(2).ToArray();
        Apply(Fit(new IsolationForest { Trees = 20 }, rows.Take(back)), rows).Numbers(2).ToArray().ShouldBe(scores);
    }

    [Fact]
    public void A_gap_counts_as_the_median()
    {
        var rows = Rows();
        var fitted = (FittedIsolationForest)Fit(new IsolationForest { Trees = 20 }, rows);
        var gap = new TableBuilder().Numbers("a", double.NaN, fitted.Middles[0]).Numbers("b", 0, 0).Block();
        var scores = Apply(fitted, gap).Numbers(2);
        scores[0].ShouldBe(scores[1]);
    }

    [Fact]
    public void Rows_that_are_all_equal_tell_nothing()
    {
        var rows = new TableBuilder().Numbers("a", 1, 1, 1).Block();
        Apply(Fit(new IsolationForest { Output = IsolationOutput.Flag }, rows), rows).Numbers(1).ToArray().ShouldBe([0, 0, 0]);
        Apply(Fit(new IsolationForest(), rows), rows).Numbers(1)[0].ShouldBe(double.NaN);
    }

    [Fact]
    public void Rows_that_occur_often_are_usual()
    {
        double[] rare = [.. Enumerable.Range(1, 10).Select(i => (double)i)];
        var rows = new TableBuilder().Numbers("a", [.. Enumerable.Repeat(0.0, 990), .. rare]).Block();
        var flags = Apply(Fit(new IsolationForest { Output = IsolationOutput.Flag, Share = 0.01 }, rows), rows).Numbers(1).ToArray();
        flags.ShouldBe([.. Enumerable.Repeat(0.0, 990), .. Enumerable.Repeat(1.0, 10)]);
    }

    [Fact]
    public void A_score_is_that_of_the_paper()
    {
        // c(256) = 2 H(255) - 2 · 255 / 256, with H(i) as ln(i) + 0.5772156649.
        const double Path = 10.244770920119917;
        var tree = new IsolationTree([0, -1, -1], [1, 0, 0], [1, 1, 256]);
        var forest = new FittedIsolationForest(["a"], [0], [tree], 256, IsolationOutput.Score, double.NaN);
        var scores = Apply(forest, new TableBuilder().Numbers("a", 0, 1).Block()).Numbers(1);
        scores[0].ShouldBe(Math.Pow(2, -1 / Path), 1e-12);
        scores[1].ShouldBe(Math.Pow(2, -(1 + Path) / Path), 1e-12);
    }

    private static RowBlock Rows()
    {
        var random = new Random(4);
        double[] a = [.. Enumerable.Range(0, Usual).Select(_ => random.NextDouble() * 10), 1, 9, 2, 8.5, 5];
        double[] b = [.. a[..Usual].Select(value => value + (random.NextDouble() * 0.5)), 25, -14, 27, -15, 30];
        return new TableBuilder().Numbers("a", a).Numbers("b", b).Block();
    }

    private static RowBlock Apply(IFittedStep fitted, RowBlock block) => fitted.Bind(block.Schema).Apply(block);

    private static IFittedStep Fit(IRowStep step, RowBlock block) => step.Fit(
        block.Schema, new StatValues(step.Needs(block.Schema).ToDictionary(stat => stat, stat =>
        {
            var value = stat.Start(block.Schema);
            value.Add(block);
            return value;
        })));
}
