using Shouldly;

using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Plans;
using Trestle.Rows.Steps;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Rows.Plans;

public sealed class FittedPlanTests
{
    private static readonly RowBlock Sample = new TableBuilder().Numbers("a", 1, 2).Texts("b", " x", "y").Numbers(
        ReservedColumns.Label, 0, 1).Block();

    private static readonly FittedPlan Plan =
        new RowPlan([new Trim(), new StandardScale()])
            .Fit(TableBuilder.Source(Sample), [FoldSet.Of([0])], CancellationToken.None).Single().Plan;

    [Fact]
    public void The_input_of_a_fitted_plan_has_no_reserved_columns() =>
        Plan.Input.Columns.ShouldBe([new Column("a", ColumnKind.Number), new Column("b", ColumnKind.Text)]);

    [Fact]
    public void Reserved_columns_of_an_input_may_be_missing_and_do_not_come_twice()
    {
        var plan = new FittedPlan(Sample.Schema, Plan.Steps);
        plan.Bind().Output.Columns.Select(column => column.Name).ShouldBe(["a", "b", "__label"]);
        plan.Bind(Plan.Input).Output.Columns.Select(column => column.Name).ShouldBe(["a", "b"]);
    }

    [Fact]
    public void Columns_that_the_plan_does_not_know_are_left_out()
    {
        var block = new TableBuilder().Texts("more", "1", "2").Texts("b", " x", "y").Numbers("a", 1, 2).Block();
        var bound = Plan.Bind(block.Schema);
        bound.Output.Columns.Select(column => column.Name).ShouldBe(["a", "b"]);
        bound.Apply(block).Numbers(0).ToArray().ShouldBe([-1, 1]);
    }

    [Fact]
    public void What_comes_out_knows_what_it_was_made_from_whatever_the_names()
    {
        var block = new TableBuilder().Numbers("n", double.NaN, 2).Texts("a", "b=c", "d").Texts("a=b", "x", "y").Block();
        IRowStep[] steps =
        [
            new Impute { Columns = ["n"], Indicator = true }, new FrequencyEncode { Columns = ["a=b"], KeepSource = true },
            new OneHot { Columns = ["a"] }, new Drop { Columns = ["a=b"] },
        ];
        var bound = new RowPlan(steps).Fit(TableBuilder.Source(block), [FoldSet.Of([0])], CancellationToken.None).Single().Plan.Bind();
        bound.Output.Columns.Select(column => column.Name).Zip(bound.Sources)
            .ShouldBe([("n", "n"), ("n.missing", "n"), ("a=b.frequency", "a=b"), ("a=b=c", "a"), ("a=d", "a")]);
    }

    [Fact]
    public void A_missing_column_brings_the_nearest_name()
    {
        var problem = Should.Throw<TrestleException>(
            () => Plan.Bind(new RowSchema([new Column("a", ColumnKind.Number), new Column("B", ColumnKind.Text)]))).Problems.Single();
        (problem.Code, problem.Found, problem.Fix).ShouldBe(("TR0051", "there is no column 'b'", "did you mean 'B'?"));
    }

    [Fact]
    public void A_block_of_other_kinds_than_were_bound_is_refused()
    {
        var block = new TableBuilder().Texts("a", "1").Texts("b", "x").Block();
        Should.Throw<TrestleException>(() => Plan.Bind().Apply(block)).Problems.Single().Code.ShouldBe("TR0052");
    }

    [Fact]
    public void A_schema_with_two_columns_of_one_name_is_refused() =>
        Should.Throw<ArgumentException>(() => new RowSchema([new Column("a", ColumnKind.Number), new Column("a", ColumnKind.Text)]));

    [Fact]
    public void A_plan_for_some_of_its_outputs_asks_only_for_the_columns_that_they_are_made_from()
    {
        var block = new TableBuilder().Numbers("a", 1, 2).Numbers("b", 3, 5).Numbers("c", 7, double.NaN).Texts("d", "x", "y")
            .Texts("e", "p", "q").Block();
        IRowStep[] steps =
        [
            new Drop { Columns = ["e"] }, new Trim { Columns = ["d"] }, new Impute { Indicator = true }, new StandardScale(),
            new OneHot(), new Keep { Columns = ["a", "b", "c.missing", "d=y"] },
        ];
        var whole = new RowPlan(steps).Fit(
            TableBuilder.Source(new RowBlock(
                new RowSchema([.. block.Schema.Columns, new Column(ReservedColumns.Label, ColumnKind.Number)]), 2,
                [.. Enumerable.Range(0, 5).Select(block.Raw), new double[] { 0, 1 }])),
            [FoldSet.Of([0])], CancellationToken.None).Single().Plan;

        var plan = whole.For(["c.missing", "a"]);
        plan.Input.Columns.Select(column => column.Name).ShouldBe(["a", "c"]);
        var some = block.Project(plan.Input, "test");
        var expected = whole.Bind().Apply(block);
        var found = plan.Bind().Apply(some);
        foreach (var name in new[] { "a", "c.missing" })
        {
            found.Numbers(found.Schema.Find(name)).ToArray().ShouldBe(expected.Numbers(expected.Schema.Find(name)).ToArray());
        }

        whole.For(["d=y"]).Steps.Select(step => step.GetType().Name).ShouldBe(["FittedTrim", "FittedOneHot", "FittedKeep"]);
        PlanJson.Write(PlanJson.Read(PlanJson.Write(plan))).ShouldBe(PlanJson.Write(plan));
    }

    [Fact]
    public void A_plan_that_keeps_fewer_columns_does_to_them_what_it_did()
    {
        var block = new TableBuilder().Numbers("a", 1, 2, 4).Numbers("b", 3, double.NaN, 5).Texts("d", "x", "y", "x").Block();
        IRowStep[] steps =
        [
            new Keep { Columns = ["a", "b", "d"] }, new Impute { Columns = ["a", "b"], Indicator = true },
            new StandardScale { Columns = ["a", "b"] }, new OneHot { Columns = ["d"] },
        ];
        var whole = new RowPlan(steps).Fit(TableBuilder.Source(block), [FoldSet.Of([0])], CancellationToken.None).Single().Plan;

        var some = whole.Keeping(0, ["b"]);
        var (found, expected) = (some.Bind().Apply(block), whole.Bind().Apply(block));
        found.Schema.Columns.Select(column => column.Name).ShouldBe(["b", "b.missing"]);
        BlockAssert.Same(found, expected.Project(found.Schema, "test"));
        some.Steps.Count.ShouldBe(3);
        Should.Throw<ArgumentException>(() => whole.Keeping(1, ["b"]));
    }
}
