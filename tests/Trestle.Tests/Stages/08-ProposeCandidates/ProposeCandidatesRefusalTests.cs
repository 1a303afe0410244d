using Shouldly;

using Trestle.Core.Lifecycle;

using Xunit;

namespace Trestle.Tests.Stages.ProposeCandidates;

/// <summary>What stage 8 refuses: nothing to learn from, or nothing that can learn it.</summary>
public sealed class ProposeCandidatesRefusalTests
{
    [Theory]
    [InlineData("select-features: {drop: [x, z]}", "TR0802", "no feature is left to learn from")]
    [InlineData("train: {metric: rmse}", "TR0803", "the metric 'rmse' is not defined for binary")]
    [InlineData("propose-candidates: {learners: [mean]}", "TR0801", "the learner 'mean' cannot do binary")]
    public async Task A_setting_that_does_not_fit_is_refused(string settings, string code, string found)
    {
        var problem = await TestProject.ProblemAsync(Stage.ProposeCandidates, settings);
        (problem.Code, problem.Found).ShouldBe((code, found));
    }
}
