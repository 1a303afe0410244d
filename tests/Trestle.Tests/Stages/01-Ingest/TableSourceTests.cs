using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Lifecycle;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Tests.Stages.Curate;

using Xunit;

namespace Trestle.Tests.Stages.Ingest;

/// <summary>Several tables as sources.</summary>
public sealed class TableSourceTests
{
    [Theory]
    [InlineData("TR2360", "")]
    [InlineData("TR2361", "source: data.csv\nsources: {main: data.csv, planes: planes.csv}\n")]
    [InlineData("TR2362", "sources: {flights: data.csv, planes: planes.csv}\n")]
    [InlineData("TR2363", "sources: {main: data.csv, \"../planes\": planes.csv}\n")]
    [InlineData("TR2364", "sources: {main: {path: data.csv, private: [x]}}\n")]
    public async Task Sources_that_contradict_each_other_are_refused(string code, string sources)
    {
        using var project = new TestProject($"name: small\n{sources}target: y\n", "x,y\n1,yes\n");
        (await Should.ThrowAsync<TrestleException>(() => project.RunAsync(Stage.Ingest))).Problems.Single().Code.ShouldBe(code);
    }

    [Fact]
    public async Task Each_table_has_a_snapshot_and_only_the_main_one_is_split()
    {
        using var project = new JoinProject("{table: planes, on: tail = tailnum}");
        var run = await project.RunAsync(Stage.Ingest);
        var raw = run.Artifacts.Read(Artifact.RawTable);
        raw.Rows.ShouldBe(80);
        raw.Tables!.Keys.ShouldBe(["planes", "weather"]);
        raw.Tables["weather"].Rows.ShouldBe(32);
        raw.Tables["weather"].Columns.ShouldBe(["hour", "wind", "sky"]);
        raw.Tables["planes"].Split.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_changed_file_of_any_table_is_read_again()
    {
        using var project = new JoinProject("{table: planes, on: tail = tailnum}");
        await project.RunAsync(Stage.Ingest);
        await project.RunAsync(Stage.Ingest);
        project.Project.Units.Values.Single().Outcome.ShouldBe(Trestle.Stages.Kernel.Running.UnitOutcome.Reused);
        await File.AppendAllTextAsync(
            Path.Combine(project.Project.Path_, "weather.csv"), "2024-02-01T00:00:00,3,rain\n", TestContext.Current.CancellationToken);
        var run = await project.RunAsync(Stage.Ingest);
        run.Artifacts.Read(Artifact.RawTable).Tables!["weather"].Rows.ShouldBe(33);
    }

    [Fact]
    public async Task A_table_without_rows_is_refused_by_name()
    {
        using var project = new JoinProject("{table: planes, on: tail = tailnum}", planes: "tailnum,seats\n");
        var problem = (await Should.ThrowAsync<TrestleException>(() => project.RunAsync(Stage.Ingest))).Problems.Single();
        (problem.Code, problem.Found).ShouldBe(("TR2365", "the table 'planes' has a header and no rows"));
    }

    [Fact]
    public async Task Settings_of_a_column_that_a_table_does_not_have_are_refused()
    {
        using var project = new JoinProject("{table: planes, on: tail = tailnum}", more: ", columns: {seat: {type: text}}");
        var problem = (await Should.ThrowAsync<TrestleException>(() => project.RunAsync())).Problems.Single();
        (problem.Code, problem.Fix).ShouldBe(("TR0203", "did you mean 'seats'?"));
    }
}
