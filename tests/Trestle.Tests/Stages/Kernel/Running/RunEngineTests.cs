using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Lifecycle;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Lifecycle;
using Trestle.Storage.Blobs;

using Xunit;

namespace Trestle.Tests.Stages.Kernel.Running;

public sealed class RunEngineTests
{
    [Fact]
    public async Task An_unchanged_project_is_not_run_again_and_gives_the_same_artifacts()
    {
        using var project = new TestProject(TestProject.Small, TestProject.Rows(120));
        var first = await project.RunAsync();
        first.Reused.ShouldBe(0);
        var second = await project.RunAsync();
        second.Ran.ShouldBe(0);
        second.Reused.ShouldBe(first.Ran);
        Hashes(second).ShouldBe(Hashes(first));
        project.Units["train/linear"].ShouldBe((UnitOutcome.Reused, "inputs, settings and code are unchanged"));
    }

    [Fact]
    public async Task The_same_data_settings_and_seed_give_the_same_artifacts_in_another_folder()
    {
        using var one = new TestProject(TestProject.Small, TestProject.Rows(120));
        using var other = new TestProject(TestProject.Small, TestProject.Rows(120));
        Hashes(await other.RunAsync()).ShouldBe(Hashes(await one.RunAsync()));
    }

    [Fact]
    public async Task A_changed_setting_runs_its_stage_and_says_so()
    {
        using var project = new TestProject(TestProject.Small, TestProject.Rows(120));
        await project.RunAsync();
        File.AppendAllText(Path.Combine(project.Path_, "trestle.yaml"), "evaluate: {resamples: 150}\n");
        await project.RunAsync();
        project.Units["train/lightgbm"].Outcome.ShouldBe(UnitOutcome.Reused);
        project.Units["evaluate"].ShouldBe((UnitOutcome.Finished, "changed: the settings 'evaluate'"));
    }

    [Fact]
    public async Task A_changed_source_runs_everything_that_follows_from_it()
    {
        using var project = new TestProject(TestProject.Small, TestProject.Rows(120));
        await project.RunAsync(Stage.Curate);
        File.WriteAllText(Path.Combine(project.Path_, "data.csv"), TestProject.Rows(121));
        await project.RunAsync(Stage.Curate);
        project.Units["ingest"].ShouldBe((UnitOutcome.Finished, "changed: the source"));
        project.Units["curate"].Outcome.ShouldBe(UnitOutcome.Finished);
    }

    [Fact]
    public async Task Force_runs_what_is_selected_and_takes_the_rest()
    {
        using var project = new TestProject(TestProject.Small, TestProject.Rows(120));
        await project.RunAsync();
        await project.RunAsync(selection: new RunSelection(Only: Stage.Evaluate, Force: true));
        project.Units["evaluate"].ShouldBe((UnitOutcome.Finished, "forced"));
        project.Units["train/linear"].Outcome.ShouldBe(UnitOutcome.Reused);
        project.Units.ShouldNotContainKey("select-best");
    }

    [Fact]
    public async Task From_a_stage_without_earlier_results_says_where_to_begin()
    {
        using var project = new TestProject(TestProject.Small, TestProject.Rows(120));
        var error = await Should.ThrowAsync<TrestleException>(() => project.RunAsync(selection: new RunSelection(From: Stage.Train)));
        error.Problems[0].Code.ShouldBe("TR0082");
        error.Problems[0].Fix.ShouldContain("--from ingest");
    }

    [Fact]
    public async Task A_damaged_artifact_is_found_by_its_hash_and_made_again()
    {
        using var project = new TestProject(TestProject.Small, TestProject.Rows(120));
        var first = await project.RunAsync(Stage.Curate);
        var table = first.Artifacts.Places.Single(place => place is { Stage: "curate", Name: "table" });
        File.AppendAllText(new ContentStore(Path.Combine(project.Path_, ".trestle", "store")).PathOf(table.Hash), "x");
        var second = await project.RunAsync(Stage.Curate);
        project.Units["curate"].ShouldBe((UnitOutcome.Finished, "its artifact 'table' is damaged or missing"));
        Hashes(second).ShouldBe(Hashes(first));
    }

    [Fact]
    public async Task Two_runs_at_once_do_each_unit_once_and_agree()
    {
        using var project = new TestProject(TestProject.Small, TestProject.Rows(120));
        var both = await Task.WhenAll(project.RunAsync(), project.RunAsync());
        Hashes(both[0]).ShouldBe(Hashes(both[1]));
        (both[0].Ran + both[1].Ran).ShouldBe(both[0].Ran + both[0].Reused);
    }

    [Fact]
    public void A_run_clears_its_own_temporary_folders_and_those_of_the_dead_only()
    {
        using var folder = new TestProject(TestProject.Small, TestProject.Rows(10));
        var (one, other) = (Project.Open(folder.Path_), Project.Open(folder.Path_));
        var (mine, theirs) = (one.NewTempFolder(), other.NewTempFolder());
        var (dead, before) = (
            Path.Combine(folder.Path_, ".trestle", "tmp", "999999999-1"),
            Path.Combine(folder.Path_, ".trestle", "tmp", $"{Environment.ProcessId}-1"));
        Directory.CreateDirectory(dead);
        Directory.CreateDirectory(before);
        one.ClearTempFolders();
        new[] { mine, theirs, dead, before }.Select(Directory.Exists).ShouldBe([false, true, false, false]);
    }

    [Fact]
    public async Task A_cancelled_run_goes_on_from_its_last_finished_unit()
    {
        using var project = new TestProject(TestProject.Small, TestProject.Rows(120));
        await project.RunAsync(Stage.Curate);
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => project.RunUntilAsync(new RunSelection(), stop.Token));
        var result = await project.RunAsync();
        result.Reused.ShouldBe(5);
    }

    [Fact]
    public async Task What_a_gate_refuses_is_still_on_record()
    {
        using var project = new TestProject(
            TestProject.Small + "validate-data: {expectations: [{between: {column: x, max: 0.1}}]}\n", TestProject.Rows(120));
        var error = await project.FailsAsync();
        error.ExitCode.ShouldBe(ExitCode.Refused);
        error.Problems[0].Code.ShouldBe("TR0202");
        project.Units["validate-data"].Outcome.ShouldBe(UnitOutcome.Refused);
    }

    [Theory]
    [InlineData("7/train/lightgbm", 7, "train", "lightgbm")]
    [InlineData("7/ingest", 7, "ingest", "all")]
    public void Names_of_units_are_read_as_they_are_printed(string text, int run, string stage, string shard)
    {
        Unit.Parse(text).ShouldBe(new Unit(run, stage, shard));
        Unit.Parse(text)!.ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x/ingest")]
    [InlineData("0/ingest")]
    [InlineData("1")]
    [InlineData("1/2/3/4")]
    public void What_is_no_unit_is_not_read_as_one(string text) => Unit.Parse(text).ShouldBeNull();

    private static string[] Hashes(RunResult result) => [.. result.Artifacts.Places
        .Where(place => place.Name != "unit-key")
        .Select(place => $"{place.Stage}/{place.Shard}/{place.Name} {place.Hash}")
        .Order(StringComparer.Ordinal)];
}
