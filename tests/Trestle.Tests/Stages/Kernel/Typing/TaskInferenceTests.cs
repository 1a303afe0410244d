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
    public async Task A_target_of_dates_is_named_as_such()
    {
        var problem = await TestProject.ProblemAsync(Stage.ValidateData, "", TestProject.Rows(200, i => $"2024-01-{(i % 28) + 1:00}"));
        (problem.Code, problem.Found).ShouldBe(("TR0216", "the target 'y' holds dates"));
    }

    [Theory]
    [InlineData(ColumnType.Boolean, "N", "Y", "yes", "Y")]
    [InlineData(ColumnType.Number, "0", "1", "1.0", "1")]
    [InlineData(ColumnType.Text, "stayed", "Churned", "churned", "Churned")]
    public void The_positive_class_may_be_written_in_another_way(ColumnType type, string one, string other, string given, string found)
    {
        var counts = new Dictionary<string, long> { [other] = 90, [one] = 10 };
        var settings = new TableSettings { Target = "y", PositiveClass = given };
        TaskInference.Of(settings, counts, overflowed: false, type, "trestle.yaml:3:9").Classes[^1].ShouldBe(found);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("2.5")]
    public void What_is_no_count_is_refused(string value)
    {
        var settings = new TableSettings { Target = "y", Task = TaskChoice.Count };
        var counts = new Dictionary<string, long> { ["0"] = 90, ["1"] = 50, ["3"] = 10 };
        var task = TaskInference.Of(settings, counts, overflowed: false, ColumnType.Number, "trestle.yaml:3:9");
        (task.Task, task.Reason).ShouldBe((TaskKind.Regression, "the configuration says so"));

        // Single rows are set aside by stage 2, one by one.
        counts[value] = 7;
        TaskInference.Of(settings, counts, overflowed: false, ColumnType.Number, "trestle.yaml:3:9").Task.ShouldBe(TaskKind.Regression);

        counts[value] = 9;
        var problem = Should.Throw<TrestleException>(
            () => TaskInference.Of(settings, counts, overflowed: false, ColumnType.Number, "trestle.yaml:3:9")).Problems[0];
        (problem.Code, problem.Found, problem.Where)
            .ShouldBe(("TR2411", $"the target 'y' holds {value}, which is not a count", "trestle.yaml:3:9"));
        Should.Throw<TrestleException>(() => TaskInference.Of(settings, counts, overflowed: false, ColumnType.Text, "trestle.yaml:3:9"))
            .Problems[0].Code.ShouldBe("TR0213");
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
