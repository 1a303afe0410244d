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

    [Theory]
    [InlineData("", false)]
    [InlineData("budget: 5s\n", true)]
    public async Task With_a_budget_models_far_behind_do_without_the_figures_that_take_long(string budget, bool far)
    {
        // No sum tells whether one of the two is large.
        var rows = "x,w,y\n" + string.Concat(Enumerable.Range(0, 600).Select(
            i => $"{i % 25},{i / 25},{((i % 25 > 12) ^ (i / 25 > 12) ^ (i % 17 == 0) ? "yes" : "no")}\n"));
        using var project = new TestProject($"{TestProject.Small}propose-candidates: {{learners: [linear, lightgbm]}}\n{budget}", rows);
        var card = (await project.RunAsync(Stage.Evaluate)).Artifacts.Read(Artifact.Scorecard);
        var (linear, trees) = (card.Candidates.Single(scores => scores.Candidate == "linear"),
            card.Candidates.Single(scores => scores.Candidate.StartsWith("lightgbm", StringComparison.Ordinal)));
        (linear.Far, linear.Effects.Count == 0, linear.Robustness.Count == 0).ShouldBe((far, far, far));
        (trees.Far, trees.Effects.Count, trees.Robustness[0].Change).ShouldBe((false, 2, "noise"));
        linear.Test.Count.ShouldBe(trees.Test.Count);
    }

    [Fact]
    public async Task The_coverage_of_intervals_and_sets_is_measured_on_the_test_part()
    {
        using var classes = new TestProject(Settings, TestProject.Rows(400));
        var card = (await classes.RunAsync(Stage.Evaluate)).Artifacts.Read(Artifact.Scorecard);
        card.Candidates.Single(scores => scores.Candidate == "majority").Conformal.ShouldBeEmpty();
        var linear = card.Candidates.Single(scores => scores.Candidate == "linear");
        linear.Conformal.Select(level => level.Level).ShouldBe([0.8, 0.9, 0.95]);
        foreach (var level in linear.Conformal)
        {
            level.Covered.ShouldBeInRange(level.Level - 0.12, 1);
            level.Covered.ShouldBeInRange(level.Low, level.High);
            level.Size.ShouldBeInRange(1, 2);
            level.ByClass.Count.ShouldBe(2);
        }

        var random = new Random(3);
        var rows = "x,z,y\n" + string.Concat(Enumerable.Range(0, 400).Select(
            i => $"{i / 40.0},{"abc"[i % 3]},{(i / 40.0 * 3) + (i % 3) + random.NextDouble():0.000}\n"));
        using var values = new TestProject(Settings.Replace("[auc, brier]", "[rmse]", StringComparison.Ordinal), rows);
        card = (await values.RunAsync(Stage.Evaluate)).Artifacts.Read(Artifact.Scorecard);
        var ninety = card.Candidates.Single(scores => scores.Candidate == "linear").Conformal[1];
        (ninety.Level, ninety.Single, ninety.ByClass.Count).ShouldBe((0.9, null, 0));
        ninety.Covered.ShouldBe(0.9, 0.1);

        // The noise is uniform between 0 and 1: nine tenths of it.
        ninety.Size.ShouldBe(0.9, 0.1);
    }

    [Fact]
    public async Task The_auc_out_of_fold_is_the_mean_of_the_folds_as_the_trials_are_ranked()
    {
        using var project = new TestProject(Settings, TestProject.Rows(200));
        var result = await project.RunAsync(Stage.Evaluate);
        foreach (var scores in result.Artifacts.Read(Artifact.Scorecard).Candidates)
        {
            var trial = result.Artifacts.ReadAll(Artifact.FittedModels)[scores.Candidate].Trial;
            scores.OutOfFold[0].Value.ShouldBe(trial.Score, 1e-12, scores.Candidate);
        }
    }

    /// <summary>Each household's rows are the same row again: ten times the rows tell nothing more.</summary>
    [Fact]
    public async Task Intervals_know_that_the_rows_of_a_group_hang_together()
    {
        using var grouped = new TestProject(Settings + "group: g\n", Households());
        using var ungrouped = new TestProject(Settings + "ignore: [g]\n", Households());
        var (wide, narrow) = (await Width(grouped), await Width(ungrouped));
        wide.OutOfFold.ShouldBeGreaterThan(1.8 * narrow.OutOfFold);
        wide.Test.ShouldBeGreaterThan(1.8 * narrow.Test);

        static async Task<(double OutOfFold, double Test)> Width(TestProject project)
        {
            var card = await project.ReadAsync(Stage.Evaluate, Artifact.Scorecard);
            var scores = card.Candidates.Single(scores => scores.Candidate == "linear");
            return (scores.OutOfFold[1].High - scores.OutOfFold[1].Low, scores.Test[1].High - scores.Test[1].Low);
        }
    }

    private static string Households()
    {
        var lines = TestProject.Rows(60).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return "g," + lines[0] + "\n" + string.Concat(
            lines[1..].SelectMany((line, row) => Enumerable.Repeat($"house{row},{line}\n", 10)));
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
    public async Task Slices_are_also_conditions_and_expressions()
    {
        const string Slices = "evaluate: {metrics: [auc], resamples: 200, "
            + "slices: [x < 0.5 and z != 'c', 'if(x > 0.5, ''high'', ''low'')']}\n";
        using var project = new TestProject(TestProject.Small + Slices, TestProject.Rows(200));
        var card = await project.ReadAsync(Stage.Evaluate, Artifact.Scorecard);
        var slices = card.Candidates.Single(scores => scores.Candidate == "linear").Slices;
        slices.Select(slice => slice.Slice)
            .ShouldBe(["x < 0.5 and z != 'c'", "if(x > 0.5, 'high', 'low') high", "if(x > 0.5, 'high', 'low') low"]);
        slices[0].Rows.ShouldBeInRange(1, slices[2].Rows);
        (slices[1].Rows + slices[2].Rows).ShouldBe(card.TestRows);
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
    [InlineData("evaluate: {slices: [zz > 1]}", "TR2371")]
    [InlineData("evaluate: {slices: [z >]}", "TR2370")]
    public async Task What_cannot_be_reported_is_refused(string setting, string code)
    {
        using var project = new TestProject($"{TestProject.Small}{setting}\n", TestProject.Rows(200));
        (await project.FailsAsync(Stage.Evaluate)).Problems.ShouldHaveSingleItem().Code.ShouldBe(code);
    }
}
