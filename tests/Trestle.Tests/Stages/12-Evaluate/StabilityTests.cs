using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Stages.Evaluate;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Lifecycle.Charts;

using Xunit;

namespace Trestle.Tests.Stages.Evaluate;

/// <summary>What changes when a model is learned again from resampled rows.</summary>
public sealed class StabilityTests
{
    private const string Settings = TestProject.Small + "propose-candidates: {learners: [linear]}\nevaluate: {resamples: 100}\n";

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.3678, 0)]
    [InlineData(0.3679, 1)]
    [InlineData(0.7357, 1)]
    [InlineData(0.7358, 2)]
    [InlineData(0.9196, 2)]
    [InlineData(0.9197, 3)]
    [InlineData(0.99999, 8)]
    public void Rows_count_as_often_as_the_quantile_of_a_poisson_variable_says(double unit, int copies) =>
        Stability.Copies(unit).ShouldBe(copies);

    [Fact]
    public async Task A_model_is_learned_again_where_that_is_wanted_and_the_evidence_says_what_changes()
    {
        using var project = new TestProject($"{Settings}validate-model: {{stability: {{at-most: 50%}}}}\n", TestProject.Rows(300));
        var result = await project.RunAsync(Stage.SelectBest);
        var scores = result.Artifacts.Read(Artifact.Scorecard).Candidates.Single(scores => scores.Candidate == "linear");
        var report = scores.Stability.ShouldNotBeNull();
        report.Refits.ShouldBe(5);
        report.Figure.Value.ShouldBeInRange(0, 0.3);
        report.Figure.Value.ShouldBeInRange(report.Figure.Low, report.Figure.High);
        report.Change.ShouldBeInRange(0.001, 0.2);
        report.Metric.Value.ShouldBeInRange(report.Metric.Low, report.Metric.High);
        report.Metric.Value.ShouldBe(scores.Test.Single(metric => metric.Metric == "auc").Value, 0.1);
        report.Deviation.ShouldBeGreaterThan(0);

        var selected = result.Artifacts.Read(Artifact.SelectedModel);
        report.OfClasses.ShouldBeTrue();
        selected.Evidence.ShouldContain(StabilityWords.Of(report));
        selected.Limits.ShouldContain(check => check.Name == "stability over refits" && check.Passed);
        EvaluationPage.Write("small", 1, result.Artifacts).ShouldContain("<p>learned again 5 times from resampled rows, ");
    }

    [Fact]
    public async Task An_ensemble_is_learned_again_with_the_weights_that_it_has()
    {
        using var project = new TestProject(
            "name: small\nsource: data.csv\ntarget: y\nsplit: {folds: 3}\npropose-candidates: {learners: [linear, forest]}\n"
                + "train: {trials: 2}\nevaluate: {resamples: 100, refits: 2}\n",
            TestProject.Rows(300));
        var scorecard = await project.ReadAsync(Stage.SelectBest, Artifact.Scorecard);
        var scores = scorecard.Candidates.Single(scores => scores.Candidate.StartsWith("ensemble.", StringComparison.Ordinal));
        var report = scores.Stability.ShouldNotBeNull();
        report.Refits.ShouldBe(2);
        report.Change.ShouldBeInRange(0.001, 0.2);
        report.Metric.Value.ShouldBe(scores.Test.Single(metric => metric.Metric == "auc").Value, 0.1);
    }

    [Fact]
    public async Task Without_a_limit_nothing_is_learned_again()
    {
        using var project = new TestProject(Settings, TestProject.Rows(200));
        (await project.ReadAsync(Stage.Evaluate, Artifact.Scorecard)).Candidates.ShouldAllBe(scores => scores.Stability == null);
    }

    [Theory]
    [InlineData("validate-model: {stability: {at-most: 0}}", "TR1404")]
    [InlineData("validate-model: {stability: {at-most: 90%}}\nevaluate: {refits: 0, resamples: 100}", "TR1404")]
    public async Task A_model_that_misses_the_limit_or_was_not_measured_is_refused(string settings, string number) =>
        (await TestProject.ProblemAsync(Stage.SelectBest, settings, TestProject.Rows(300))).Code.ShouldBe(number);

    [Fact]
    public async Task A_limit_without_a_bound_is_an_error() =>
        (await TestProject.ProblemAsync(Stage.ValidateModel, "validate-model: {stability: {certain: true}}"))
            .Found.ShouldContain("stability");
}
