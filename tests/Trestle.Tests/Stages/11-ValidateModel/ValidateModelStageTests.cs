using System.Globalization;
using System.Text;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Lifecycle;
using Trestle.Stages.Kernel.Artifacts;

using Xunit;

namespace Trestle.Tests.Stages.ValidateModel;

/// <summary>Which models stage 11 lets pass.</summary>
public sealed class ValidateModelStageTests
{
    [Fact]
    public async Task A_model_that_beats_the_baseline_is_blessed_and_every_check_is_reported()
    {
        using var project = new TestProject(TestProject.Small, TestProject.Rows(200));
        var report = await project.ReadAsync(Stage.ValidateModel, Artifact.ModelReport);
        report.BestBaseline.ShouldBe("majority");
        var baseline = report.Candidates.Single(candidate => candidate.Candidate == "majority");
        (baseline.Baseline, baseline.Blessed, baseline.Checks.Count).ShouldBe((true, false, 0));
        var linear = report.Candidates.Single(candidate => candidate.Candidate == "linear");
        linear.Blessed.ShouldBeTrue();
        linear.Checks.Select(check => check.Name).ShouldBe(
            ["finite", "reloads", "beats-baseline", "suspected-leak", "stable", "measurable"]);
        linear.Checks.Single(check => check.Name == "finite").Found.ShouldStartWith("0 of ");
    }

    [Fact]
    public async Task Models_of_a_target_that_follows_from_nothing_are_refused()
    {
        var coin = new Random(3);
        using var project = new TestProject(TestProject.Small, TestProject.Rows(120, _ => coin.Next(2) == 0 ? "yes" : "no"));
        var error = await project.FailsAsync(Stage.ValidateModel);
        error.ExitCode.ShouldBe(ExitCode.Refused);
        error.Problems.ShouldHaveSingleItem().Code.ShouldBe("TR1101");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_best_of_many_trials_on_a_coin_is_not_better_than_the_baseline(int seed)
    {
        var random = new Random(seed);
        var text = new StringBuilder("a,b,c,d,e,y\n");
        for (var row = 0; row < 300; row++)
        {
            text.AppendJoin(',', Enumerable.Range(0, 5).Select(_ => random.NextDouble().ToString("0.0000", CultureInfo.InvariantCulture)));
            text.Append(random.Next(2) == 0 ? ",yes\n" : ",no\n");
        }

        using var project = new TestProject("name: coin\nsource: data.csv\ntarget: y\ntrain: {trials: 6}\n", text.ToString());
        (await project.FailsAsync(Stage.ValidateModel)).Problems.ShouldHaveSingleItem().Code.ShouldBe("TR1101");
    }

    [Fact]
    public async Task A_clear_model_passes_at_the_highest_confidence()
    {
        using var project = new TestProject(TestProject.Small + "validate-model: {confidence: 0.999}\n", TestProject.Rows(200));
        var report = await project.ReadAsync(Stage.ValidateModel, Artifact.ModelReport);
        report.Candidates.Single(candidate => candidate.Candidate == "linear").Blessed.ShouldBeTrue();
        report.Search!.Level.ShouldBe(0.999);
    }

    [Fact]
    public async Task The_search_is_judged_as_a_whole_and_again_with_every_round()
    {
        using var project = new TestProject(
            "name: small\nsource: data.csv\ntarget: y\nsplit: {folds: 3}\ntrain: {trials: 4}\nrevisit-candidates: {worth: 0, rounds: 2}\n",
            TestProject.Rows(300));
        var result = await project.RunAsync(Stage.SelectBest);
        var rounds = result.Artifacts.ReadAll(Artifact.ModelReport).Values.Select(report => report.Search.ShouldNotBeNull()).ToArray();
        rounds[0].Trials.ShouldBe(8);
        rounds[^1].Trials.ShouldBeGreaterThan(8);
        rounds.ShouldAllBe(search => search.Rows == 241 && search.Corrected.Value < search.Plain);
        rounds.ShouldAllBe(search => search.Corrected.Low < search.Corrected.Value);
        var card = result.Artifacts.Read(Artifact.Scorecard);
        card.Trials.ShouldBe(rounds[^1].Trials);
        var optimism = rounds[^1].Plain - rounds[^1].Corrected.Value;
        card.Candidates.Single(scores => scores.Candidate == "majority").Corrected.ShouldBeNull();
        card.Candidates.Where(scores => scores.Candidate != "majority").ShouldAllBe(scores =>
            Math.Abs(scores.OutOfFold.Single(figure => figure.Metric == "auc").Value - scores.Corrected!.Value
                - (optimism * (scores.Candidate.StartsWith("ensemble", StringComparison.Ordinal) ? 0.5 : 1))) < 1e-9);
        card.Candidates.ShouldContain(scores => scores.Candidate.StartsWith("ensemble", StringComparison.Ordinal));
        var selected = result.Artifacts.Read(Artifact.SelectedModel);
        selected.Reported().ShouldBe(selected.Corrected);
        selected.Trials.ShouldBe(card.Trials);
    }

    [Fact]
    public async Task Trials_that_lost_on_their_first_folds_count_in_the_search()
    {
        using var project = new TestProject(
            "name: small\nsource: data.csv\ntarget: y\nsplit: {folds: 4}\ntrain: {trials: 12}\n"
                + "revisit-candidates: {ensemble: false, rounds: 1}\n",
            TestProject.Rows(300));
        var result = await project.RunAsync(Stage.ValidateModel);
        var trials = result.Artifacts.ReadAll(Artifact.Trials).Where(entry => entry.Key != "majority").Select(entry => entry.Value)
            .ToArray();
        trials.Sum(ran => ran.Stopped.Count(trial => trial.End == TrialEnd.Lost)).ShouldBeGreaterThan(0);
        trials.ShouldAllBe(ran => ran.Ran.Count + ran.Stopped.Count == 12);
        var search = result.Artifacts.Read(Artifact.ModelReport).Search!;
        (search.Trials, search.Rows).ShouldBe((24, 241L));
        search.Plain.ShouldBe(trials.Max(ran => ran.Ran[0].Score), 1e-9);
        search.Corrected.Value.ShouldBeLessThan(search.Plain);
    }

    [Fact]
    public async Task A_model_that_is_too_good_is_blessed_and_named()
    {
        using var project = new TestProject(TestProject.Small + "validate-model: {suspected-leak: 0.6}\n", TestProject.Rows(200));
        var report = await project.ReadAsync(Stage.ValidateModel, Artifact.ModelReport);
        var linear = report.Candidates.Single(candidate => candidate.Candidate == "linear");
        linear.Blessed.ShouldBeTrue();
        var check = linear.Checks.Single(check => check.Name == "suspected-leak");
        (check.Passed, check.Blocking).ShouldBe((false, false));
        check.Expected.ShouldStartWith("auc below 0.6");
    }
}
