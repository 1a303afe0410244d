using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Lifecycle;
using Trestle.Core.Schema;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Typing;

using Xunit;

namespace Trestle.Tests.Stages.Kernel.Typing;

/// <summary>The task that follows from the target's values, and targets that give none.</summary>
public sealed class TaskInferenceTests
{
    [Theory]
    [InlineData("task: regression", "TR0213", "the target 'y' holds text")]
    [InlineData("positive-class: yess", "TR0215", "the target has no class 'yess'")]
    public async Task A_setting_that_the_target_does_not_fit_is_refused(string settings, string code, string found)
    {
        var problem = await TestProject.ProblemAsync(Stage.ValidateData, settings);
        (problem.Code, problem.Found).ShouldBe((code, found));
    }

    [Fact]
    public async Task Three_classes_are_not_binary()
    {
        var problem = await TestProject.ProblemAsync(Stage.ValidateData, "task: binary", TestProject.Rows(90, i => $"class {i % 3}"));
        (problem.Code, problem.Found, problem.Expected)
            .ShouldBe(("TR0214", "the target 'y' has 3 distinct values", "exactly two, for a binary task"));
    }

    [Fact]
    public void A_target_without_values_in_the_training_part_is_refused()
    {
        var error = Should.Throw<TrestleException>(() => TaskInference.Of(
            new TableSettings { Target = "y" }, new Dictionary<string, long>(), overflowed: false, ColumnType.Text, "trestle.yaml:3:9"));
        var problem = error.Problems.ShouldHaveSingleItem();
        (problem.Code, problem.Found, problem.Where)
            .ShouldBe(("TR0211", "the target 'y' has no value in the training part", "trestle.yaml:3:9"));
    }
}
