using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Stages.Kernel.Artifacts;

using Xunit;

namespace Trestle.Tests.Stages.SelectBest;

/// <summary>The model and the threshold that stage 14 chooses.</summary>
public sealed class SelectBestStageTests
{
    [Fact]
    public async Task The_simplest_model_that_is_as_good_is_chosen_with_its_figures()
    {
        using var project = new TestProject(TestProject.Small, TestProject.Rows(200));
        var result = await project.RunAsync(Stage.SelectBest);
        var selected = result.Artifacts.Read(Artifact.SelectedModel);
        var scores = result.Artifacts.Read(Artifact.Scorecard).Candidates.Single(scores => scores.Candidate == "linear");
        (selected.Candidate, selected.Learner, selected.Metric).ShouldBe(("linear", "linear", "auc"));
        selected.OutOfFold.ShouldBe(scores.OutOfFold.Single(metric => metric.Metric == "auc"));
        selected.Test.ShouldBe(scores.Test.Single(metric => metric.Metric == "auc"));
        selected.Threshold.ShouldNotBeNull().ShouldBeInRange(0.05, 0.95);
        selected.ThresholdReason.ShouldBe("highest F1 on out-of-fold rows");
        selected.Evidence[0].ShouldContain("has the best auc on out-of-fold rows");
    }

    [Theory]
    [InlineData("threshold: fixed, fixed: 0.3", 0.3, "fixed by the configuration")]
    [InlineData("threshold: youden", null, "highest sensitivity + specificity on out-of-fold rows")]
    [InlineData("value: {true-positive: 10, false-positive: -1}", null, "highest value under the cost matrix on out-of-fold rows")]
    public async Task The_threshold_is_found_by_the_rule_of_the_configuration(string setting, double? threshold, string reason)
    {
        using var project = new TestProject($"{TestProject.Small}select-best: {{{setting}}}\n", TestProject.Rows(200));
        var selected = await project.ReadAsync(Stage.SelectBest, Artifact.SelectedModel);
        selected.ThresholdReason.ShouldBe(reason);
        selected.Threshold.ShouldNotBeNull().ShouldBe(threshold ?? selected.Threshold.Value);
    }

    [Theory]
    [InlineData("10%")]
    [InlineData("0.1")]
    [InlineData("70 of 700")]
    public async Task No_more_rows_are_positive_than_can_be_acted_on_and_the_evidence_says_what_that_brings(string capacity)
    {
        using var project = new TestProject(
            $"{TestProject.Small}select-best: {{capacity: {capacity}, value: {{true-positive: 10, false-positive: -2}}}}\n",
            TestProject.Rows(700));
        var result = await project.RunAsync(Stage.SelectBest);
        var selected = result.Artifacts.Read(Artifact.SelectedModel);
        selected.ThresholdReason.ShouldBe(
            "highest value under the cost matrix on out-of-fold rows, with at most 10 % of the rows positive");
        var report = result.Artifacts.Read(Artifact.Scorecard).Candidates.Single(scores => scores.Candidate == selected.Candidate)
            .Decisions.ShouldNotBeNull();
        ((double)report.Acted / report.Rows).ShouldBeInRange(0.03, 0.17);
        report.Value!.Value.ShouldBe(1000.0 * ((10 * report.Hits) - (2 * (report.Acted - report.Hits))) / report.Rows, 1e-9);
        report.Nobody.ShouldBe(0);
        report.Everybody.ShouldBeNull();
        report.ByChance!.Value.ShouldBe(
            1000.0 * ((10 * report.Positives) - (2 * (report.Rows - report.Positives))) / report.Rows * report.Acted / report.Rows, 1e-9);
        report.Perfect.ShouldBe(1000.0 * 10 * report.Positives / report.Rows, 1e-9);
        report.Gain!.Value.ShouldBe(report.Value.Value - Math.Max(report.Nobody, report.ByChance.Value), 1e-9);
        report.Gain.Low.ShouldBeGreaterThan(0);
        selected.Evidence.ShouldContain(line => line.StartsWith("1,000 rows are worth ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_value_to_maximise_needs_the_cost_of_each_outcome()
    {
        using var project = new TestProject(TestProject.Small + "select-best: {threshold: value}\n", TestProject.Rows(200));
        var problem = (await project.FailsAsync(Stage.SelectBest)).Problems.ShouldHaveSingleItem();
        problem.Code.ShouldBe("TR1402");
        problem.Where.ShouldContain("trestle.yaml:7");
    }

    [Fact]
    public async Task A_value_has_no_threshold()
    {
        using var project = new TestProject(
            TestProject.Small,
            "x,z,y\n" + string.Concat(Enumerable.Range(0, 120).Select(i => $"{i % 11},{"ab"[i % 2]},{(3.25 * (i % 11)) + (i % 3)}\n")));
        var selected = await project.ReadAsync(Stage.SelectBest, Artifact.SelectedModel);
        (selected.Metric, selected.Threshold, selected.ThresholdReason).ShouldBe(("rmse", null, null));
        selected.Test.Value.ShouldBeInRange(0.1, 1.5);
    }
}
