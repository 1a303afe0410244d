using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Stages.Kernel.Artifacts;

using Xunit;

namespace Trestle.Tests.Stages.ValidateModel;

/// <summary>Models that are too large or too slow cannot be selected.</summary>
public sealed class BudgetTests
{
    [Fact]
    public async Task A_model_that_is_too_large_is_refused_and_a_smaller_one_is_selected()
    {
        using var project = new TestProject(
            TestProject.Small + "evaluate: {resamples: 100}\nvalidate-model: {generalisation: warn, max-size: 2KB, max-latency: 1m}\n",
            TestProject.Rows(400));
        var result = await project.RunAsync(Stage.SelectBest);
        var report = result.Artifacts.Read(Artifact.ModelReport);
        var (linear, lightgbm) = (Check("linear", "size"), Check("lightgbm", "size"));
        (linear.Passed, linear.Blocking, linear.Expected).ShouldBe((true, true, "at most 2.0 KB"));
        lightgbm.Passed.ShouldBeFalse();
        result.Artifacts.Read(Artifact.SelectedModel).Candidate.ShouldBe("linear");
        var latency = Check("linear", "latency");
        (latency.Passed, latency.Expected).ShouldBe((true, "p99 of one row at most 60000 ms"));
        latency.Found.ShouldEndWith(" ms");

        CheckResult Check(string candidate, string name) =>
            report.Candidates.Single(each => each.Candidate == candidate).Checks.Single(check => check.Name == name);
    }
}
