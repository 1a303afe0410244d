using Shouldly;

using Trestle.Core.Lifecycle;

using Xunit;

namespace Trestle.Tests.Stages.SelectFeatures;

/// <summary>What stage 7 refuses: features that stage 6 does not make.</summary>
public sealed class SelectFeaturesRefusalTests
{
    [Theory]
    [InlineData("select-features: {keep: [q]}", "TR0701", "there is no feature 'q'")]
    [InlineData("select-features: {drop: [zz]}", "TR0701", "there is no feature 'zz'")]
    public async Task A_setting_that_does_not_fit_is_refused(string settings, string code, string found)
    {
        var problem = await TestProject.ProblemAsync(Stage.SelectFeatures, settings);
        (problem.Code, problem.Found).ShouldBe((code, found));
    }
}
