using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Learners.Metrics;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Tables;

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
    public async Task The_out_of_fold_scores_of_every_trial_are_kept()
    {
        using var project = new TestProject(TestProject.Small.Replace("trials: 1", "trials: 7"), TestProject.Rows(90));
        var ran = (await project.RunAsync(Stage.Train)).Artifacts.ReadAll(Artifact.Trials)["linear"].Ran;
        ran.Count.ShouldBe(7);
        ran.ShouldAllBe(trial => trial.OutOfFold != null);
    }

    [Fact]
    public void Of_large_tables_every_nth_row_is_kept_with_all_that_belongs_to_it()
    {
        var part = new ScoredRows(2, [10, 11, 12, 13, 14], [0, 1, 2, 0, 1], [.. Enumerable.Range(0, 15).Select(i => (double)i)], 3)
        {
            Dependence = new RowDependence { Times = [1, 2, 3, 4, 5] },
        };
        var kept = part.Every(2);
        (kept.Fold, kept.Outputs).ShouldBe((2, 3));
        kept.Rows.ShouldBe([10, 12, 14]);
        kept.Labels.ShouldBe([0, 2, 1]);
        kept.Scores.ShouldBe([0, 1, 2, 6, 7, 8, 12, 13, 14]);
        kept.Dependence.Times.ShouldBe([1, 3, 5]);
        part.Every(1).ShouldBeSameAs(part);
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
}
