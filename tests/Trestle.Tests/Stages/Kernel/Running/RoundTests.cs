using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;

using Xunit;

namespace Trestle.Tests.Stages.Kernel.Running;

/// <summary>Runs whose stage 13 opens further rounds.</summary>
public sealed class RoundTests(RoundTests.Searched searched) : IClassFixture<RoundTests.Searched>
{
    private const string Both = "name: small\nsource: data.csv\ntarget: y\nsplit: {folds: 3}\ntrain: {trials: 4}\nevaluate: {resamples: "
        + "100}\nrevisit-candidates: {rounds: 2, trials: 2, worth: 0}\n";
    private const string Searching = Both + "propose-candidates: {learners: [linear]}\n";
    private static readonly string Table = TestProject.Rows(150);

    [Fact]
    public async Task Rounds_are_trained_judged_and_decided_on_until_the_ensemble_and_all_of_it_is_reused()
    {
        var (project, first) = (searched.Project, searched.Run);
        var names = searched.Units;
        names.Where(name => name.StartsWith("train/", StringComparison.Ordinal)).ShouldBe(
            ["train/ensemble.3", "train/lightgbm", "train/lightgbm.2", "train/linear", "train/linear.2", "train/majority"]);
        names.Where(name => name.StartsWith("revisit-candidates", StringComparison.Ordinal)).ShouldBe(
            ["revisit-candidates", "revisit-candidates/round-2", "revisit-candidates/round-3"]);
        names.ShouldContain("evaluate/round-3");
        names.ShouldContain("validate-model/round-3");

        var rounds = first.Artifacts.ReadAll(Artifact.CandidateRound);
        rounds.Keys.ShouldBe(["all", "round-2", "round-3"]);
        rounds.Values.Select(round => round.Round).ShouldBe([1, 2, 3]);
        rounds.Values.Select(round => round.TrialsRun).ShouldBe([8, 12, 12]);
        rounds.Values.Last().Next.ShouldBeNull();
        rounds.Values.ShouldAllBe(round => round.Reason.Length > 0);
        first.Artifacts.Read(Artifact.CandidateRound).Round.ShouldBe(3, "without a shard it is the last round's");

        var card = first.Artifacts.Read(Artifact.Scorecard);
        card.Candidates.Select(scores => RoundName.Candidate(scores.Candidate)).ShouldBe(["majority", "linear", "lightgbm", "ensemble"]);
        var trials = first.Artifacts.ReadAll(Artifact.FittedModels);
        foreach (var candidate in card.Candidates)
        {
            trials.Where(entry => RoundName.Candidate(entry.Key) == RoundName.Candidate(candidate.Candidate))
                .Max(entry => entry.Value.Trial.Score)
                .ShouldBe(trials[candidate.Candidate].Trial.Score, "the best of the rounds goes on");
        }

        var second = await project.RunAsync();
        (second.Ran, second.Reused).ShouldBe((0, first.Ran));
        Hashes(second).ShouldBe(Hashes(first));
    }

    [Fact]
    public async Task A_run_that_is_stopped_in_its_second_round_goes_on_there_and_ends_as_an_unbroken_one()
    {
        using var whole = new TestProject(Searching, Table);
        var expected = Hashes(await whole.RunAsync());

        using var project = new TestProject(Searching, Table);
        using var stop = new CancellationTokenSource();
        project.Ended = name =>
        {
            if (name == "train/linear.2")
            {
                stop.Cancel();
            }
        };
        await Should.ThrowAsync<OperationCanceledException>(
            () => project.RunUntilAsync(new RunSelection(To: Stage.SelectBest), stop.Token));
        project.Units.ShouldNotContainKey("evaluate/round-2");

        project.Ended = null;
        Hashes(await project.RunAsync()).ShouldBe(expected);
        project.Units["revisit-candidates"].Outcome.ShouldBe(UnitOutcome.Reused);
        project.Units["train/linear.2"].Outcome.ShouldBe(UnitOutcome.Reused);
        project.Units["evaluate/round-2"].Outcome.ShouldBe(UnitOutcome.Finished);
    }

    [Fact]
    public async Task A_unit_of_any_round_can_be_executed_alone_and_sees_what_it_saw_in_the_run()
    {
        string[] shards =
        [
            "train/linear", "train/linear.2", "train/ensemble.3", "validate-model/round-2", "evaluate/all", "evaluate/round-3",
            "revisit-candidates/all", "revisit-candidates/round-2", "select-best/all",
        ];
        foreach (var shard in shards)
        {
            await searched.Project.ExecuteAsync(Unit.Parse($"{searched.Run.Run}/{shard}")!);
        }

        var records = await searched.Project.RecordsAsync();
        var units = await records.UnitsAsync(searched.Run.Run, TestContext.Current.CancellationToken);
        foreach (var shard in shards)
        {
            var both = units.Where(unit => $"{unit.Stage}/{unit.Shard}" == shard).ToArray();
            both.Length.ShouldBe(2, shard);
            both[1].Key.ShouldBe(both[0].Key, shard);
        }
    }

    [Fact]
    public async Task A_plan_knows_all_rounds_and_tells_where_a_changed_setting_reaches_within_them()
    {
        var plan = await searched.Project.PlanAsync(new RunSelection(To: Stage.SelectBest));
        plan.ShouldAllBe(unit => unit.Outcome == PlannedOutcome.Reuse);
        plan.Select(unit => unit.Shard == Unit.Whole ? unit.Stage.Slug : $"{unit.Stage.Slug}/{unit.Shard}")
            .ShouldBe(searched.Units, ignoreOrder: true);

        var file = Path.Combine(searched.Project.Path_, "trestle.yaml");
        var before = File.ReadAllText(file);
        File.WriteAllText(file, before.Replace("resamples: 100", "resamples: 110", StringComparison.Ordinal));
        var changed = await searched.Project.PlanAsync(new RunSelection(To: Stage.SelectBest));
        File.WriteAllText(file, before);
        changed.Where(unit => unit.Stage == Stage.Train).ShouldAllBe(unit => unit.Outcome == PlannedOutcome.Reuse);
        changed.Single(unit => unit.Stage == Stage.Evaluate).Outcome.ShouldBe(PlannedOutcome.Run);
        changed.Single(unit => unit.Stage == Stage.RevisitCandidates).Outcome.ShouldBe(PlannedOutcome.Depends);
        changed.Single(unit => unit.Stage == Stage.SelectBest).Outcome.ShouldBe(PlannedOutcome.Depends);
    }

    [Fact]
    public async Task A_run_that_ends_before_stage_13_has_one_round()
    {
        using var project = new TestProject(Searching, Table);
        await project.RunAsync(Stage.Evaluate);
        project.Units.Keys.ShouldAllBe(name => !name.Contains("round-") && !name.Contains(".2"));
    }

    [Fact]
    public void The_ensemble_is_compared_with_the_others_on_the_same_out_of_fold_rows()
    {
        var artifacts = searched.Run.Artifacts;
        var card = artifacts.Read(Artifact.Scorecard);
        var ensemble = card.Candidates.Single(scores => RoundName.Candidate(scores.Candidate) == "ensemble");
        ensemble.Blessed.ShouldBeTrue();
        ensemble.Against.Count.ShouldBe(3);
        var trial = artifacts.ReadAll(Artifact.Trials)[ensemble.Candidate].Ran.Single();
        trial.Parameters.Values.Sum().ShouldBeInRange(1, 12);
        trial.FoldScores.Count.ShouldBe(3);
        var fitted = artifacts.ReadAll(Artifact.FittedModels)[ensemble.Candidate];
        fitted.Importance.ShouldAllBe(weight => weight.Feature.StartsWith("linear/") || weight.Feature.StartsWith("lightgbm/"));
    }

    private static string[] Hashes(RunResult result) => [.. result.Artifacts.Places
        .Where(place => place.Name != "unit-key")
        .Select(place => $"{place.Stage}/{place.Shard}/{place.Name} {place.Hash}")
        .Order(StringComparer.Ordinal)];

    /// <summary>A project with both learners that was run once; the tests share it.</summary>
    public sealed class Searched : IAsyncLifetime
    {
        internal TestProject Project { get; } = new(Both, Table);

        internal RunResult Run { get; private set; } = null!;

        internal string[] Units { get; private set; } = [];

        public async ValueTask InitializeAsync()
        {
            Run = await Project.RunAsync();
            Units = [.. Project.Units.Keys.Order(StringComparer.Ordinal)];
        }

        public ValueTask DisposeAsync()
        {
            Project.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
