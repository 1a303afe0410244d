using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Core.Schema;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Tables;
using Trestle.Storage.Tables;

using Xunit;

namespace Trestle.Tests.Stages.Train;

/// <summary>What stage 10 finds out about each candidate.</summary>
public sealed class TrainStageTests
{
    [Fact]
    public async Task Each_candidate_is_measured_on_every_fold()
    {
        using var project = new TestProject(TestProject.Small.Replace("trials: 1", "trials: 3"), TestProject.Rows(150));
        var result = await project.RunAsync(Stage.Train);
        var trials = result.Artifacts.ReadAll(Artifact.Trials);
        trials.Keys.ShouldBe(["lightgbm", "linear", "majority"]);
        trials["majority"].Ran.ShouldHaveSingleItem().FoldScores.ShouldBe([0.5, 0.5, 0.5]);
        foreach (var ran in trials.Values)
        {
            ran.Metric.ShouldBe("auc");
            ran.Ran.Select(trial => trial.Score).ShouldBeInOrder(SortDirection.Descending);
            ran.Ran.ShouldAllBe(trial => trial.FoldScores.Count == 3 && Math.Abs(trial.FoldScores.Average() - trial.Score) < 1e-12);
            ran.Ran.Select(trial => trial.Number).Order().ShouldBe(Enumerable.Range(1, ran.Ran.Count));
        }

        trials["linear"].Ran.Count.ShouldBe(3);
        trials["linear"].Ran[0].Score.ShouldBeInRange(0.8, 1);
    }

    [Fact]
    public async Task The_best_trial_is_learned_again_with_all_that_later_stages_need()
    {
        using var project = new TestProject(TestProject.Small, TestProject.Rows(150));
        var result = await project.RunAsync(Stage.Train);
        var fitted = result.Artifacts.ReadAll(Artifact.FittedModels);
        fitted.Keys.ShouldBe(["lightgbm", "linear", "majority"]);
        foreach (var (name, model) in fitted)
        {
            (model.Candidate, model.Learner).ShouldBe((name, name));
            model.Trial.ShouldBeEquivalentTo(result.Artifacts.ReadAll(Artifact.Trials)[name].Ran[0]);
            project.Store.Get(model.Model).ShouldNotBeEmpty();
            project.Store.Get(model.Plan).ShouldNotBeEmpty();
            model.OutOfFold.ShouldBe(model.Trial.OutOfFold!.Value);
        }

        fitted["linear"].Importance.Sum(feature => feature.Weight).ShouldBe(1, 1e-9);
        fitted["linear"].Importance[0].Feature.ShouldBe("x");
    }

    [Theory]
    [InlineData("time: day\n")]
    [InlineData("group: house\nignore: [day]\n")]
    public async Task Out_of_fold_scores_keep_the_group_or_the_time_and_the_fold_of_their_rows(string setting)
    {
        var lines = TestProject.Rows(150).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var csv = "day,house," + lines[0] + "\n" + string.Concat(lines[1..].Select(
            (line, row) => $"2024-01-{1 + (row / 10):00},{(row % 7 == 6 ? "" : $"h{row % 7}")},{line}\n"));
        using var project = new TestProject(TestProject.Small + setting, csv);
        var result = await project.RunAsync(Stage.Train);
        using var tables = new TableEngine(new TableEngineSettings(1, 1L << 28, Path.Combine(project.Path_, "tmp")));
        foreach (var model in result.Artifacts.ReadAll(Artifact.FittedModels).Values)
        {
            var cancellation = TestContext.Current.CancellationToken;
            var (rows, folds, outcome) = PredictionTable.Read(
                tables.Open(project.Store.PathOf(model.OutOfFold), cancellation), TaskKind.Binary, cancellation);
            outcome.Folds.ShouldBe(folds);
            for (var i = 0; i < rows.Length; i++)
            {
                var row = (int)rows[i] - 1;
                outcome.Dependence.Times?[i].ShouldBe(
                    (new DateTime(2024, 1, 1 + (row / 10), 0, 0, 0, DateTimeKind.Utc) - DateTime.UnixEpoch).TotalMicroseconds);
                (outcome.Dependence.Groups is { } groups && double.IsNaN(groups[i])).ShouldBe(
                    outcome.Dependence.Groups is not null && row % 7 == 6);
            }

            (outcome.Dependence.Times is not null, outcome.Dependence.Groups is not null).ShouldBe(
                (setting.StartsWith("time", StringComparison.Ordinal), setting.StartsWith("group", StringComparison.Ordinal)));
            outcome.Dependence.Groups?.Where(double.IsFinite).Distinct().Count().ShouldBe(6);
        }
    }
}
