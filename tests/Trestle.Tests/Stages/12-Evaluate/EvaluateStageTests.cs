using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Stages.Kernel.Artifacts;

using Xunit;

namespace Trestle.Tests.Stages.Evaluate;

/// <summary>The figures that stage 12 reports.</summary>
public sealed class EvaluateStageTests
{
    private const string Settings = TestProject.Small + "evaluate: {metrics: [auc, brier], slices: [z], resamples: 200, level: 0.9}\n";

    [Fact]
    public async Task Figures_are_of_out_of_fold_rows_and_of_the_test_part_each_with_its_interval()
    {
        using var project = new TestProject(Settings, TestProject.Rows(200));
        var result = await project.RunAsync(Stage.Evaluate);
        var card = result.Artifacts.Read(Artifact.Scorecard);
        var split = result.Artifacts.Read(Artifact.RawTable).Split;
        (card.Metric, card.HigherIsBetter, card.Level).ShouldBe(("auc", true, 0.9));
        card.TestRows.ShouldBe(split.Single(part => part.Fold == -1).Rows);
        card.TrainRows.ShouldBe(200 - card.TestRows);
        foreach (var scores in card.Candidates)
        {
            scores.OutOfFold.Select(metric => metric.Metric).ShouldBe(["auc", "brier"]);
            scores.Test.Select(metric => metric.Metric).ShouldBe(["auc", "brier"]);
            scores.OutOfFold.Concat(scores.Test).ShouldAllBe(metric => metric.Low <= metric.Value && metric.Value <= metric.High);
        }

        var majority = card.Candidates.Single(scores => scores.Candidate == "majority");
        majority.Test[0].ShouldBe(new MetricValue("auc", 0.5, 0.5, 0.5));
        majority.Against.ShouldBeEmpty();
        card.Candidates.Single(scores => scores.Candidate == "linear").OutOfFold[0].Value.ShouldBeInRange(0.8, 1);
    }

    [Fact]
    public async Task Slices_divide_the_test_part()
    {
        using var project = new TestProject(Settings, TestProject.Rows(200));
        var card = await project.ReadAsync(Stage.Evaluate, Artifact.Scorecard);
        var slices = card.Candidates.Single(scores => scores.Candidate == "linear").Slices;
        slices.Count.ShouldBe(3);
        slices.Sum(slice => slice.Rows).ShouldBe(card.TestRows);
    }

    [Fact]
    public async Task The_paired_difference_of_two_candidates_is_the_same_from_either_side()
    {
        using var project = new TestProject(Settings, TestProject.Rows(200));
        var card = await project.ReadAsync(Stage.Evaluate, Artifact.Scorecard);
        var (linear, lightgbm) = (Difference("linear", "lightgbm"), Difference("lightgbm", "linear"));
        lightgbm.Value.ShouldBe(-linear.Value, 1e-12);
        linear.Value.ShouldBe(Auc("linear") - Auc("lightgbm"), 1e-12);

        PairedDifference Difference(string own, string other) => Scores(own).Against.Single(difference => difference.Other == other);
        double Auc(string candidate) => Scores(candidate).OutOfFold.Single(metric => metric.Metric == "auc").Value;
        CandidateScores Scores(string candidate) => card.Candidates.Single(scores => scores.Candidate == candidate);
    }

    [Theory]
    [InlineData("evaluate: {metrics: [rmse]}", "TR1201")]
    [InlineData("evaluate: {slices: [zz]}", "TR1202")]
    public async Task What_cannot_be_reported_is_refused(string setting, string code)
    {
        using var project = new TestProject($"{TestProject.Small}{setting}\n", TestProject.Rows(200));
        (await project.FailsAsync(Stage.Evaluate)).Problems.ShouldHaveSingleItem().Code.ShouldBe(code);
    }
}
