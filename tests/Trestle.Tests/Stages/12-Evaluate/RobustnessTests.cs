using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Stages.Kernel.Artifacts;

using Xunit;

namespace Trestle.Tests.Stages.Evaluate;

/// <summary>What models lose on changed rows, and limits on it.</summary>
public sealed class RobustnessTests
{
    private const string Settings = TestProject.Small
        + "evaluate: {metrics: [auc], resamples: 100, effects: 2, learning-curve: false, adversarial: false}\nvalidate-model:\n"
        + "  generalisation: warn\n";

    [Fact]
    public async Task Losses_are_measured_and_one_above_its_limit_refuses_what_was_selected()
    {
        using var project = new TestProject(
            Settings + "  robustness: {noise: {at-most: 0.5}, missing: {at-most: 0.5}}\n", TestProject.Rows(400));
        var result = await project.RunAsync(Stage.SelectBest);
        foreach (var scores in result.Artifacts.Read(Artifact.Scorecard).Candidates.Where(scores => scores.Plots is not null))
        {
            scores.Robustness.Select(figure => (figure.Change, figure.Column))
                .ShouldBe([("noise", null), ("missing", null), ("shift", "x")]);
            scores.Robustness.ShouldAllBe(figure => figure.Loss.Low <= figure.Loss.Value && figure.Loss.Value <= figure.Loss.High);
            scores.Robustness.ShouldAllBe(figure => Math.Abs(figure.Loss.Value) < 0.2);

            // A column of two that is missing here and there costs something.
            scores.Robustness[1].Loss.Value.ShouldBeGreaterThan(0, scores.Candidate);
        }

        result.Artifacts.Read(Artifact.SelectedModel).Limits.Select(check => (check.Name, check.Passed))
            .ShouldBe([("loss by noise on the test part", true), ("loss by missing on the test part", true)]);

        using var strict = new TestProject(Settings + "  robustness: {missing: {at-most: -0.1}}\n", TestProject.Rows(400));
        var problem = (await strict.FailsAsync(Stage.SelectBest)).Problems.ShouldHaveSingleItem();
        problem.Code.ShouldBe("TR1404");
        problem.Found.ShouldContain("misses the loss by missing on the test part: 0.");
    }

    [Fact]
    public async Task A_limit_without_a_bound_is_refused()
    {
        using var project = new TestProject(Settings + "  robustness: {shift: {}}\n", TestProject.Rows(200));
        (await project.FailsAsync(Stage.ValidateModel)).Problems.ShouldHaveSingleItem().Code.ShouldBe("TR1412");
    }
}
