using Shouldly;

using Trestle.Core.Lifecycle;

using Xunit;

namespace Trestle.Tests.Stages.Evaluate;

/// <summary>What stage 12 refuses: metrics of other tasks, and slices by columns that are not there.</summary>
public sealed class EvaluateRefusalTests
{
    [Theory]
    [InlineData("evaluate: {metrics: [rmse]}", "TR1201", "the metric 'rmse' is not defined for this task")]
    [InlineData("evaluate: {slices: [q]}", "TR1202", "there is no column 'q' to slice by")]
    public async Task A_setting_that_does_not_fit_is_refused(string settings, string code, string found)
    {
        var problem = await TestProject.ProblemAsync(Stage.Evaluate, settings);
        (problem.Code, problem.Found).ShouldBe((code, found));
    }
}
