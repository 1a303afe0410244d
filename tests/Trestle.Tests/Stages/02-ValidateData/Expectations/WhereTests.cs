using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Lifecycle;
using Trestle.Stages.Kernel.Artifacts;

using Xunit;

namespace Trestle.Tests.Stages.ValidateData.Expectations;

/// <summary>Expectations of some of the rows.</summary>
public sealed class WhereTests
{
    private static readonly string[] Rows = ["DE|5|2024-01-01", "DE|50|2024-01-02", "FR|500|2024-02-01", "FR||2024-03-01", "|7|2024-01-01"];

    [Theory]
    [InlineData("between: {column: n, max: 10, where: \"s = 'DE'\"}", 2, "2")]
    [InlineData("between: {column: n, max: 100, where: \"s = 'FR'\"}", 1, "3")]
    [InlineData("between: {column: n, max: 10, where: \"s is null\"}", 1, "")]
    [InlineData("not-null: {column: n, where: \"s = 'FR'\"}", 2, "4")]
    [InlineData("not-null: {column: n, where: \"s = 'DE'\"}", 2, "")]
    [InlineData("unique: {column: s, where: \"n < 100\"}", 2, "1 2")]
    [InlineData("not-null: {column: n, where: \"d >= date '2024-02-01'\"}", 2, "4")]
    [InlineData("increasing: {column: n, where: \"n is not null and s is not null\"}", 3, "")]
    public void Only_rows_that_meet_the_condition_are_judged(string expectation, int judged, string failing)
    {
        var result = Judge(expectation);
        result.Judged.ShouldBe(judged);
        string.Join(' ', result.Examples.Select(row => row.Row)).ShouldBe(failing);
        result.Passed.ShouldBe(failing.Length == 0);
    }

    [Theory]
    [InlineData("mean-between: {column: n, max: 30, where: \"s = 'DE'\"}", true, "27.5")]
    [InlineData("distinct-count-between: {column: s, max: 1, where: \"n = 500\"}", true, "1")]
    [InlineData("null-share-between: {column: n, max: 0.4, where: \"s = 'FR'\"}", false, "0.5")]
    [InlineData("row-count: {min: 3, where: \"s = 'DE'\"}", false, "2 rows")]
    [InlineData("row-count-equals: {rows: 2, where: \"s = 'FR'\"}", true, "2 rows")]
    public void Figures_are_those_of_these_rows(string expectation, bool passed, string found)
    {
        var result = Judge(expectation);
        (result.Passed, result.Found).ShouldBe((passed, found));
        result.Expected.ShouldContain(", where ");
    }

    [Fact]
    public void Where_no_row_meets_the_condition_nothing_passes_unless_it_is_allowed()
    {
        var result = Judge("not-null: {column: n, where: \"s = 'IT'\"}");
        (result.Passed, result.Found).ShouldBe((false, "no such rows"));
        Judge("not-null: {column: n, where: \"s = 'IT'\", allow-empty: true}").Passed.ShouldBeTrue();
    }

    [Fact]
    public void Rows_that_are_set_aside_have_their_place_in_the_table()
    {
        const string Yaml = "between: {column: n, max: 100, where: \"s = 'FR'\", on-failure: quarantine}";
        JudgedTable.Judge($"{{{Yaml}}}", "s:text n:number d:date", Rows, out var aside);
        aside.Select(row => (row.Position, row.Column, row.Value)).ShouldBe([(2, "n", "500")]);
    }

    [Fact]
    public void Several_conditions_are_judged_in_one_scan()
    {
        var results = JudgedTable.Judge(
            "{row-count: {where: \"s = 'DE'\"}}, {row-count: {}}, {row-count: {where: \"n > 6\"}}", "s:text n:number d:date", Rows);
        results.Select(result => result.Found).ShouldBe(["2 rows", "5 rows", "3 rows"]);
    }

    [Fact]
    public void A_condition_of_a_column_that_is_not_there_is_a_mistake() =>
        Should.Throw<TrestleException>(() => Judge("not-null: {column: n, where: \"x = 1\"}")).Problems.Single().Code.ShouldBe("TR2371");

    [Fact]
    public async Task An_expectation_of_the_whole_table_takes_no_condition()
    {
        const string Settings = "validate-data: {expectations: [{column-count: {min: 1, where: \"x > 0\"}}]}\n";
        using var project = new TestProject(TestProject.Small + Settings, TestProject.Rows(60));
        var problem = (await project.FailsAsync(Stage.ValidateData)).Problems.Single();
        (problem.Code, problem.Found).ShouldBe(
            ("TR0240", "the expectation 'column-count' cannot be used: it looks at a table as a whole"));
    }

    private static CheckResult Judge(string expectation) =>
        JudgedTable.Judge($"{{{expectation}}}", "s:text n:number d:date", Rows).Single();
}
