using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Expressions;
using Trestle.Core.Schema;
using Trestle.Rows.Blocks;
using Trestle.Rows.Expressions;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Rows.Expressions;

/// <summary>What an expression means is known before the first row.</summary>
public sealed class TypedExpressionTests
{
    private static readonly TypedColumn[] Columns =
    [
        new("age", ColumnType.Number), new("city", ColumnType.Text), new("active", ColumnType.Boolean), new("day", ColumnType.Date),
    ];

    [Theory]
    [InlineData("agee + 1", "TR2371", "did you mean 'age'?")]
    [InlineData("1 + Age", "TR2371", "did you mean 'age'?")]
    [InlineData("rond(age)", "TR2372", "did you mean 'round'?")]
    [InlineData("age + city", "TR2373", "")]
    [InlineData("age and active", "TR2373", "")]
    [InlineData("if(age, 1, 2)", "TR2373", "")]
    [InlineData("if(active, 1, 'x')", "TR2373", "")]
    [InlineData("round(age, 1, 2)", "TR2373", "")]
    [InlineData("day > 'soon'", "TR2373", "")]
    [InlineData("active = 2", "TR2373", "")]
    [InlineData("city in ('a', 1)", "TR2373", "")]
    [InlineData("day + day", "TR2373", "")]
    [InlineData("age < 1 < 2", "TR2373", "")]
    [InlineData("truncate(day, 'mont')", "TR2376", "did you mean 'month'?")]
    [InlineData("truncate(day, city)", "TR2376", "write the unit")]
    public void A_mistake_is_found_without_rows(string expression, string code, string fix)
    {
        var problem = Refused(() => TypedExpression.Check(Expression.Parse(expression), Columns, "here"));
        problem.Code.ShouldBe(code);
        problem.Where.ShouldStartWith("here, character ");
        problem.Fix.ShouldContain(fix);
    }

    [Fact]
    public void The_error_says_what_the_function_takes()
    {
        var problem = Refused(() => TypedExpression.Check(Expression.Parse("1 + round(city)"), Columns, "here"));
        (problem.Found, problem.Expected, problem.Where).ShouldBe(
            ("the expression has round(text)", "round(number) or round(number, number)", "here, character 5: 1 + ▸round(city)"));
        Refused(() => TypedExpression.Check(Expression.Parse("city > 1"), Columns, "here")).Found
            .ShouldBe("the expression has text > number");
        Refused(() => TypedExpression.Check(Expression.Parse("city in (1)"), Columns, "here")).Found
            .ShouldBe("the expression has text in (number)");
    }

    [Fact]
    public void A_condition_is_true_or_false_and_a_column_is_no_duration()
    {
        var problem = Refused(() => TypedExpression.CheckCondition(Expression.Parse("age + 1"), Columns, "here"));
        (problem.Code, problem.Found).ShouldBe(("TR2374", "the expression is a number"));
        Refused(() => TypedExpression.Check(Expression.Parse("day - day"), Columns, "here").ColumnType("here")).Code.ShouldBe("TR2375");
        Refused(() => TypedExpression.Check(Expression.Parse("null"), Columns, "here").ColumnType("here")).Code.ShouldBe("TR2375");
        TypedExpression.Check(Expression.Parse("day + 1d"), Columns, "here").ColumnType("here").ShouldBe(ColumnType.Date);
    }

    [Fact]
    public void It_knows_the_columns_that_it_reads() =>
        TypedExpression.Check(Expression.Parse("if(city = 'x', age, age + 1)"), Columns, "here").Columns
            .ShouldBe([new("city", ColumnType.Text), new("age", ColumnType.Number)]);

    [Fact]
    public void An_infinite_number_is_null_and_the_column_stays_as_it_is()
    {
        var block = new TableBuilder().Numbers("age", double.PositiveInfinity, 2, double.NaN).Block();
        Numbers("age", block).ShouldBe([double.NaN, 2, double.NaN]);
        Numbers("if(age is null, 1, 0)", block).ShouldBe([1, 0, 1]);
        block.Numbers(0)[0].ShouldBe(double.PositiveInfinity);
        Numbers("age * 1e308 * 10", block).ShouldBe([double.NaN, double.NaN, double.NaN]);
    }

    [Fact]
    public void Text_never_grows_without_limit()
    {
        var twice = string.Concat(Enumerable.Repeat("replace(", 30)) + "city" + string.Concat(Enumerable.Repeat(", 'a', 'aa')", 30));
        var block = new TableBuilder().Texts("city", "a", "b").Block();
        var typed = TypedExpression.Check(Expression.Parse(twice), Columns, "here");
        ((string?[])typed.Bind(block.Schema, "here")(block)).ShouldBe([null, "b"]);
    }

    [Theory]
    [InlineData("length(city)", 4)]
    [InlineData("length(left(city, 2))", 2)]
    [InlineData("if(exact(substring(city, 2, 1), '😀'), 1, 0)", 1)]
    [InlineData("if(exact(right(city, 2), '😀c'), 1, 0)", 0)]
    [InlineData("if(exact(right(city, 2), 'bc'), 1, 0)", 1)]
    [InlineData("length(substring(city, 0, 2))", 1)]
    [InlineData("length(substring(city, -5))", 4)]
    [InlineData("length(substring(city, 9))", 0)]
    [InlineData("length(substring(city, 2, -1))", 0)]
    [InlineData("length(left(city, 99))", 4)]
    [InlineData("length(right(city, 0))", 0)]
    public void A_pair_of_surrogates_is_one_character(string expression, double expected)
    {
        var block = new TableBuilder().Texts("city", "a😀bc").Block();
        Numbers(expression, block).ShouldBe([expected]);
    }

    [Theory]
    [InlineData("year(add(day, 1e9, 'day'))")]
    [InlineData("add(day, 1e9, 'year')")]
    [InlineData("add(day, 200000, 'month')")]
    [InlineData("add(day, 8100, 'year')")]
    [InlineData("make_date(0, 1, 1)")]
    [InlineData("make_date(2024, 1.5, 1)")]
    [InlineData("date(text(1e300))")]
    [InlineData("round(1, 99)")]
    [InlineData("round(1, 1.5)")]
    public void What_cannot_be_computed_is_null(string expression) =>
        Numbers(expression, new TableBuilder().Numbers("day", 0).Block()).ShouldBe([double.NaN]);

    private static double[] Numbers(string expression, RowBlock block) =>
        ((double[])TypedExpression.Check(Expression.Parse(expression), Columns, "here").Bind(block.Schema, "here")(block))[..block.Rows];

    private static Problem Refused(Action check) => Should.Throw<TrestleException>(check).Problems.Single();
}
