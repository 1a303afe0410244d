using Shouldly;

using Trestle.Core.Lifecycle;

using Xunit;

namespace Trestle.Tests.Stages.SelectBest;

/// <summary>What stage 14 refuses: a threshold by value without values.</summary>
public sealed class SelectBestRefusalTests
{
    [Theory]
    [InlineData("select-best: {threshold: value}", "TR1402", "threshold: value without a cost section")]
    public async Task A_setting_that_does_not_fit_is_refused(string settings, string code, string found)
    {
        var problem = await TestProject.ProblemAsync(Stage.SelectBest, settings);
        (problem.Code, problem.Found).ShouldBe((code, found));
    }
}
