using System.Text;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Expressions;
using Trestle.Rows.Blocks;
using Trestle.Rows.Plans;
using Trestle.Rows.Steps;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Rows.Steps;

/// <summary>The step that adds a computed column.</summary>
public sealed class DeriveTests
{
    private static readonly RowBlock Block = new TableBuilder().Numbers("a", 6, 1).Numbers("b", 3, 0).Texts("t", "x", null).Block();

    [Fact]
    public void A_derived_column_comes_last_and_knows_what_it_was_made_from()
    {
        var bound = Fit(new Derive { Name = "ratio", Expression = Expression.Parse("a / b") }).Bind();
        var output = bound.Apply(Block);
        output.Schema.Columns[^1].ShouldBe(new Column("ratio", ColumnKind.Number));
        TableBuilder.Values(output, "ratio").ShouldBe([2.0, double.NaN]);
        bound.AllSources[^1].ShouldBe(["a", "b"]);
    }

    [Fact]
    public void A_plan_for_it_asks_for_the_columns_that_it_is_made_from()
    {
        var plan = Fit(new Derive { Name = "ratio", Expression = Expression.Parse("a / b") });
        plan.For(["ratio"]).Input.Columns.Select(column => column.Name).ShouldBe(["a", "b"]);
        plan.For(["t"]).Steps.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", "a", "TR0057")]
    [InlineData("n", null, "TR0057")]
    [InlineData("__n", "a", "TR0055")]
    [InlineData("a", "b", "TR0056")]
    [InlineData("n", "1 + 1", "TR2377")]
    [InlineData("n", "c", "TR2371")]
    [InlineData("n", "a + t", "TR2373")]
    [InlineData("n", "a * 1d", "TR2375")]
    public void What_cannot_be_derived_is_refused(string name, string? expression, string code)
    {
        var step = new Derive { Name = name, Expression = expression is null ? null : Expression.Parse(expression) };
        Should.Throw<TrestleException>(() => Fit(step).Bind()).Problems.Single().Code.ShouldBe(code);
    }

    [Fact]
    public void A_package_with_a_broken_expression_is_refused()
    {
        var fitted = Fit(new Derive { Name = "n", Expression = Expression.Parse("a + b") });
        var plan = Encoding.UTF8.GetString(PlanJson.Write(fitted));
        PlanJson.Read(Encoding.UTF8.GetBytes(plan)).Steps.ShouldHaveSingleItem();
        foreach (var broken in new[] { "a +", "rm(a)", "a + t" })
        {
            var bytes = Encoding.UTF8.GetBytes(plan.Replace("a + b", broken, StringComparison.Ordinal));
            Should.Throw<TrestleException>(() => PlanJson.Read(bytes)).Problems.Single().Code
                .ShouldBeOneOf("TR0054", "TR2371", "TR2372", "TR2373");
        }
    }

    private static FittedPlan Fit(IRowStep step) =>
        new RowPlan([step]).Fit(TableBuilder.Source(Block), [FoldSet.Of([0])], CancellationToken.None).Single().Plan;
}
