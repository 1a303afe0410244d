using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;

using Xunit;

namespace Trestle.Tests.Stages.Kernel.Running;

/// <summary>A search with a time budget, which is a result like any other once it has been run.</summary>
public sealed class BudgetTests
{
    [Fact]
    public async Task A_forced_run_repeats_the_trials_that_the_budget_reached_and_gives_the_same_bytes()
    {
        using var project = new TestProject(
            TestProject.Small.Replace("train: {trials: 1}\nrevisit-candidates: {ensemble: false}\n", "budget: 2s\n"),
            TestProject.Rows(120));
        var first = await project.RunAsync(Stage.SelectBest);
        var again = await project.RunAsync(selection: new RunSelection(To: Stage.SelectBest, Force: true));
        again.Reused.ShouldBe(0);
        Names(again).ShouldBe(Names(first));
        var rounds = first.Artifacts.ReadAll(Artifact.CandidateRound).Values.ToArray();
        rounds.ShouldAllBe(round => round.SecondsSpent > 0);
        rounds[^1].Next.ShouldBeNull();
        first.Artifacts.ReadAll(Artifact.Trials).Values.ShouldAllBe(
            trials => trials.Seconds > 0 || trials.Candidate.StartsWith("ensemble", StringComparison.Ordinal));

        static string[] Names(RunResult result) =>
        [
            .. result.Artifacts.Places.Where(place => place.Stage != "validate-data")
                .Select(place => $"{place.Stage}/{place.Shard}/{place.Name} {place.Hash}").Order(StringComparer.Ordinal),
        ];
    }
}
