using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Rows.Steps;
using Trestle.Stages.Kernel.Artifacts;

using Xunit;

namespace Trestle.Tests.Stages.Standardise;

/// <summary>The plan that stage 4 makes of the contract.</summary>
public sealed class StandardiseStageTests
{
    private static readonly string Csv = "n,m,b,d,t,y\n" + string.Concat(Enumerable.Range(0, 90).Select(i =>
        $"{i}.5,\"{i},25\",{(i % 3 == 0 ? "true" : "false")},2024-0{(i % 9) + 1}-1{i % 10}," +
        $"{"abc"[i % 3]}{(i % 2 == 0 ? "x" : "X")},{(i % 2 == 0 ? "yes" : "no")}\n"));

    [Fact]
    public async Task Each_column_is_brought_to_the_form_of_its_type()
    {
        using var project = new TestProject(TestProject.Small, Csv);
        var plan = await project.ReadAsync(Stage.Standardise, Artifact.StandardPlan);
        plan.Steps.Select(planned => (StepCatalog.NameOf(planned.Step), string.Join(' ', planned.Step.Columns!))).ShouldBe(
        [
            ("parse-number", "n"), ("parse-number", "m"), ("parse-boolean", "b"), ("parse-date", "d"), ("case-fold", "t"),
        ]);
        plan.Steps.Take(2).Select(planned => ((ParseNumber)planned.Step).DecimalMark).ShouldBe(['.', ',']);
        ((ParseDate)plan.Steps[3].Step).Formats.ShouldBe(["yyyy-MM-dd"]);
        plan.Steps[3].Reason.ShouldBe("dates by contract, written as yyyy-MM-dd");
    }

    [Fact]
    public async Task The_case_of_text_is_left_when_the_configuration_says_so_and_its_steps_come_last()
    {
        using var project = new TestProject(
            TestProject.Small + "standardise: {fold-case: false, steps: [{clip: {columns: [n], bounds: values, low: 0, high: 50}}]}\n",
            Csv);
        var plan = await project.ReadAsync(Stage.Standardise, Artifact.StandardPlan);
        plan.Steps.ShouldNotContain(planned => planned.Step is CaseFold);
        plan.Steps[^1].Reason.ShouldBe("from the configuration");
        ((Clip)plan.Steps[^1].Step).High.ShouldBe(50);
    }
}
