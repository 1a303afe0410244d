using System.Globalization;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Lifecycle;
using Trestle.Core.Schema;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Lifecycle;
using Trestle.Stages.ValidateData.Expectations;

using Xunit;

namespace Trestle.Tests.Stages.ValidateData;

/// <summary>What stage 2 writes, and what it refuses.</summary>
public sealed class ValidateDataStageTests
{
    [Fact]
    public async Task A_word_of_a_category_that_means_no_value_is_told_with_its_rows()
    {
        var rows = Enumerable.Range(0, 120).Select(i => $"{(i % 4 == 0 ? "None" : "Gd")},{i},{"ab"[i % 2]}\n");
        using var project = new TestProject(TestProject.Small, "q,x,y\n" + string.Concat(rows));
        var report = await project.ReadAsync(Stage.ValidateData, Artifact.DataReport);
        report.Readings.Single(reading => reading.Column == "q").Missing.ShouldBe([new("None", 30)]);
        report.Notes.ShouldContain("q: 'None' (30 rows) read as no value; if it is a value here, set columns.q.null-tokens: []");
    }

    [Fact]
    public async Task The_contract_has_the_types_and_values_of_the_columns()
    {
        using var project = new TestProject(TestProject.Small, TestProject.Rows(120));
        var contract = await project.ReadAsync(Stage.ValidateData, Artifact.Contract);
        (contract.Task, contract.Target).ShouldBe((TaskKind.Binary, "y"));
        contract.Classes.ShouldBe(["no", "yes"]);
        contract.Columns.Select(column => (column.Name, column.Type))
            .ShouldBe([("x", ColumnType.Number), ("z", ColumnType.Text), ("y", ColumnType.Boolean)]);
        contract.Find("z")!.Values.ShouldBe(["a", "b", "c"]);
        contract.Find("x")!.Min.ShouldNotBeNull().ShouldBeInRange(0, 0.1);
        contract.Find("x")!.Max.ShouldNotBeNull().ShouldBeInRange(0.9, 1);
    }

    [Fact]
    public async Task The_profile_counts_the_training_part_alone()
    {
        using var project = new TestProject(
            TestProject.Small,
            "x,k,y\n" + string.Concat(Enumerable.Range(0, 90).Select(i => $"{i % 7},5,{(i % 2 == 0 ? "yes" : "no")}\n")));
        var result = await project.RunAsync(Stage.ValidateData);
        var training = result.Artifacts.Read(Artifact.RawTable).Split.Where(part => part.Fold >= 0).Sum(part => part.Rows);
        var report = result.Artifacts.Read(Artifact.DataReport);
        report.Rows.ShouldBe(90);
        var profile = report.Columns.Single(column => column.Name == "k");
        (profile.Rows, profile.Missing, profile.Distinct).ShouldBe((training, 0, 1));
        (profile.Mean, profile.Deviation, profile.Min, profile.Median, profile.Max).ShouldBe((5, 0, 5, 5, 5));
    }

    [Fact]
    public async Task An_expectation_that_fails_stops_the_run_and_its_report_is_kept()
    {
        using var project = new TestProject(
            TestProject.Small + "validate-data: {expectations: [{row-count: {min: 1000}}]}\n", TestProject.Rows(60));
        var error = await project.FailsAsync(Stage.ValidateData);
        error.ExitCode.ShouldBe(ExitCode.Refused);
        var problem = error.Problems.ShouldHaveSingleItem();
        problem.Code.ShouldStartWith("TR02");
        problem.ToString().ShouldContain("at least 1,000 rows");
        problem.ToString().ShouldContain("60");
    }

    [Fact]
    public async Task An_expectation_that_does_not_block_is_reported_and_the_run_goes_on()
    {
        const string Setting = "validate-data: {expectations: [{row-count: {min: 1000, severity: warning}}, {not-null: {column: x}}, "
            + "{unique: {column: z, severity: info}}]}\n";
        using var project = new TestProject(TestProject.Small + Setting, TestProject.Rows(60));
        var report = await project.ReadAsync(Stage.ValidateData, Artifact.DataReport);
        IReadOnlyList<FailedRow> none = [];
        (report.Checks.Single(check => check.Name == "row-count") with { Examples = none })
            .ShouldBe(new CheckResult("row-count", null, false, false, "at least 1,000 rows", "60 rows") { Examples = none });
        (report.Checks.Single(check => check.Name == "not-null") with { Examples = none })
            .ShouldBe(new CheckResult("not-null", "x", true, true, "a value", "holds in all of 60 rows")
            {
                On = "typed",
                Judged = 60,
                Failing = 0,
                Examples = none,
            });
        RunWarnings.Of(report, null, null, null, null).ShouldBe(["row-count: expected at least 1,000 rows; found: 60 rows"]);
    }

    [Fact]
    public async Task All_expectations_that_fail_are_named_together()
    {
        const string Setting = "validate-data: {expectations: [{between: {column: z, min: 0}}, {unique: {column: y}}, "
            + "{between: {column: x, min: 2}}, {mean-between: {column: x, min: 0}}, {accepted-values: {column: y, values: [yes, no]}}]}\n";
        using var project = new TestProject(TestProject.Small + Setting, TestProject.Rows(60));
        var error = await project.FailsAsync(Stage.ValidateData);
        error.Problems.Select(problem => (problem.Code, problem.Where)).ShouldBe(
            [("TR0202", "column 'z'"), ("TR0202", "column 'y'"), ("TR0202", "column 'x'")]);
    }

    [Fact]
    public async Task All_mistakes_in_the_settings_of_expectations_are_named_together()
    {
        const string Setting = "validate-data: {expectations: [{between: {column: x}}, {between: {column: x, min: 2, max: 1}}, "
            + "{regex: {column: z, pattern: '('}}, {not-null: {column: w}}, {date-between: {column: x, from: yesterday}}]}\n";
        using var project = new TestProject(TestProject.Small + Setting, TestProject.Rows(60));
        var error = await project.FailsAsync(Stage.ValidateData);
        error.Problems.Select(problem => problem.Code).ShouldBe(["TR0203", "TR0240", "TR0240", "TR0205", "TR0240"]);
        error.Problems[2].Found.ShouldBe("the expectation 'between' on 'x' cannot be used: min is above max");
    }

    [Fact]
    public async Task Rows_that_an_expectation_sets_aside_are_in_quarantine_and_nothing_is_learned_of_them()
    {
        const string Setting = "validate-data: {max-quarantine: 50%, expectations: "
            + "[{between: {column: x, max: 0.8, on-failure: quarantine}}]}\n";
        var csv = TestProject.Rows(100);
        var beyond = csv.Split('\n').Skip(1).Where(line => line.Length > 0).Select((line, place) => (line, place))
            .Where(row => double.Parse(row.line.Split(',')[0], CultureInfo.InvariantCulture) > 0.8).Select(row => row.place + 1L).ToArray();
        beyond.Length.ShouldBeGreaterThan(5);
        using var project = new TestProject(TestProject.Small + Setting, csv);
        var quarantine = await project.ReadAsync(Stage.ValidateData, Artifact.Quarantine);
        quarantine.RowNumbers.ShouldBe(beyond);
        quarantine.Reasons.ShouldBe([new ValueCount("x fails between (at most 0.8)", beyond.Length)]);
        var check = (await project.ReadAsync(Stage.ValidateData, Artifact.DataReport)).Checks.Single(check => check.Name == "between");
        (check.Passed, check.Severity, check.Failing).ShouldBe((false, Severity.Warning, (long)beyond.Length));
    }

    [Theory]
    [InlineData("blocking: false", Severity.Warning)]
    [InlineData("blocking: true", Severity.Error)]
    public void The_former_setting_of_a_severity_is_still_read(string former, Severity severity)
    {
        var bound = ProjectBinder.Bind(
            TestProject.Small + $"validate-data: {{expectations: [{{not-null: {{column: x, at-least: 0.5, {former}}}}}]}}\n",
            "trestle.yaml");
        bound.Value.ValidateData.Expectations.ShouldHaveSingleItem()
            .ShouldBe(new NotNull { Column = "x", Mostly = 0.5, Severity = severity });
    }

    [Theory]
    [InlineData("expect_column_values_to_be_between", "between")]
    [InlineData("accepted_range", "between")]
    [InlineData("dbt_utils.recency", "freshness")]
    public void The_name_of_another_tool_is_told_in_the_words_of_this_one(string name, string here)
    {
        var error = Should.Throw<TrestleException>(() => ProjectBinder.Bind(
            TestProject.Small + $"validate-data: {{expectations: [{{{name}: {{column: x}}}}]}}\n", "trestle.yaml"));
        var problem = error.Problems.ShouldHaveSingleItem();
        (problem.Code, problem.Fix).ShouldBe(("TR0015", $"write '{here}', which is its name here; its settings may differ"));
    }

    [Theory]
    [InlineData("{min: 0, max: 0.5}", "x")]
    [InlineData("{values: [a, b]}", "z")]
    public async Task A_limit_of_a_column_sends_the_rows_beyond_it_into_quarantine(string limit, string column)
    {
        var csv = TestProject.Rows(100);
        var beyond = csv.Split('\n').Skip(1).Where(line => line.Length > 0).Select(line => line.Split(','))
            .Count(cells => column == "x" ? double.Parse(cells[0]) > 0.5 : cells[1] == "c");
        using var project = new TestProject(
            $"{TestProject.Small}columns: {{{column}: {limit}}}\nvalidate-data: {{max-quarantine: 100%}}\n", csv);
        var quarantine = await project.ReadAsync(Stage.ValidateData, Artifact.Quarantine);
        quarantine.Rows.ShouldBe(beyond);
        quarantine.RowNumbers.Count.ShouldBe(beyond);
        quarantine.Share.ShouldBe(beyond / 100.0, 1e-12);
        quarantine.Samples.ShouldAllBe(row => row.Column == column);
    }
}
