using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Lifecycle;

using Xunit;

namespace Trestle.Tests.Stages.ValidateModel;

/// <summary>What stage 11 refuses: a run in which no model is better than a baseline.</summary>
public sealed class ValidateModelRefusalTests
{
    [Fact]
    public async Task A_target_that_follows_from_nothing_gives_no_model()
    {
        using var project = new TestProject(TestProject.Small, TestProject.Rows(200, i => i * 7919 % 11 < 5 ? "yes" : "no"));
        var error = await project.FailsAsync(Stage.ValidateModel);
        error.ExitCode.ShouldBe(ExitCode.Refused);
        error.Problems[0].Code.ShouldBe("TR1101");
        error.Problems[0].Found.ShouldStartWith("no model passed: ");
        error.Problems[0].Found.ShouldContain("linear failed ");
    }
}
