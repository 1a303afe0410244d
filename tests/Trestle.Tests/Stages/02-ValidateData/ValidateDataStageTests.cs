using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Lifecycle;
using Trestle.Core.Schema;
using Trestle.Stages.Kernel.Artifacts;

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
        problem.ToString().ShouldContain("at least 1000");
        problem.ToString().ShouldContain("60");
    }

    [Fact]
    public async Task An_expectation_that_does_not_block_is_reported_and_the_run_goes_on()
    {
        const string Setting = "validate-data: {expectations: [{row-count: {min: 1000, blocking: false}}, {not-null: {column: x}}]}\n";
        using var project = new TestProject(TestProject.Small + Setting, TestProject.Rows(60));
        var report = await project.ReadAsync(Stage.ValidateData, Artifact.DataReport);
        report.Checks.Single(check => check.Name == "row-count")
            .ShouldBe(new CheckResult("row-count", null, false, false, "at least 1000", "60"));
        report.Checks.Single(check => check.Name == "not-null")
            .ShouldBe(new CheckResult("not-null", "x", true, true, "at least 100.0 % of the values", "100.00 %, 0 missing"));
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
