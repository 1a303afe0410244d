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
        linear.Checks.Select(check => check.Name).ShouldBe(["finite", "reloads", "beats-baseline", "suspected-leak", "stable"]);
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
