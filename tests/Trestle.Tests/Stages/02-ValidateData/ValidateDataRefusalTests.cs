using Shouldly;

using Trestle.Core.Lifecycle;

using Xunit;

namespace Trestle.Tests.Stages.ValidateData;

/// <summary>What stage 2 refuses: columns that the source does not have.</summary>
public sealed class ValidateDataRefusalTests
{
    [Theory]
    [InlineData("ignore: [q]", "TR0203", "there is no column 'q'")]
    [InlineData("private: [xx]", "TR0203", "there is no column 'xx'")]
    public async Task A_setting_that_does_not_fit_is_refused(string settings, string code, string found)
    {
        var problem = await TestProject.ProblemAsync(Stage.ValidateData, settings);
        (problem.Code, problem.Found).ShouldBe((code, found));
    }
}
