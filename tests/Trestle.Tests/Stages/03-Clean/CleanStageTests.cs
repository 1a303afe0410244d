using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Rows.Steps;
using Trestle.Stages.Kernel.Artifacts;

using Xunit;

namespace Trestle.Tests.Stages.Clean;

/// <summary>What stage 3 takes out, and what it plans.</summary>
public sealed class CleanStageTests
{
    private const string Bad = "0.5,a,\noops,a,yes\n0.1111,b,no\n0.1111,b,no\n";

    [Fact]
    public async Task A_row_is_counted_for_the_first_rule_that_takes_it()
    {
        using var project = new TestProject(TestProject.Small + "clean: {drop-duplicates: true}\n", TestProject.Rows(100) + Bad);
        var clean = await project.ReadAsync(Stage.Clean, Artifact.CleanTable);
        (clean.RowsIn, clean.RowsOut).ShouldBe((104, 101));
        clean.Dropped.Select(dropped => (dropped.Rule, dropped.Rows)).ShouldBe([("quarantined", 1), ("unlabelled", 1), ("duplicates", 1)]);
        clean.RowNumbers.ShouldBe([101, 102, 104]);
    }

    [Fact]
    public async Task Rows_that_repeat_stay_unless_they_are_asked_to_go()
    {
        using var project = new TestProject(TestProject.Small, TestProject.Rows(100) + Bad);
        var clean = await project.ReadAsync(Stage.Clean, Artifact.CleanTable);
        clean.RowsOut.ShouldBe(102);
        clean.RowNumbers.ShouldBe([101, 102]);
    }

    [Fact]
    public async Task Rows_that_repeat_a_key_are_found_once_and_dropped()
    {
        var rows = string.Concat(Enumerable.Range(0, 200).Select(i => $"k{i},{i},{(i % 3 == 0 ? "yes" : "no")}\n"));
        using var project = new TestProject(TestProject.Small + "key: [id]\n", "id,x,y\n" + rows + "k7,1,no\n,2,no\n,3,yes\n");
        var run = await project.RunAsync(Stage.Clean);

        run.Artifacts.Read(Artifact.Quarantine).RepeatedKeys.ShouldBe([201]);
        var clean = run.Artifacts.Read(Artifact.CleanTable);
        clean.RowNumbers.ShouldBe([201]);
        clean.Dropped.Select(dropped => (dropped.Rule, dropped.Rows)).ShouldBe([("duplicates", 1)]);
    }

    [Fact]
    public async Task Rows_that_cannot_be_are_dropped_by_a_condition_on_typed_values()
    {
        using var project = new TestProject(
            TestProject.Small + "clean: {drop-where: x > 1 or z = 'IMPOSSIBLE'}\n",
            TestProject.Rows(100) + "\"2\",a,yes\n0.5,impossible,yes\n,a,no\n");
        var clean = await project.ReadAsync(Stage.Clean, Artifact.CleanTable);
        clean.Dropped.ShouldBe([new DroppedRows("impossible", 2, "clean.drop-where is true for them")]);
        clean.RowNumbers.ShouldBe([101, 102]);
    }

    [Theory]
    [InlineData("clean: {drop-where: x + 1}", "TR2374")]
    [InlineData("clean: {drop-where: xx > 1}", "TR2371")]
    [InlineData("clean: {drop-where: y = 'yes'}", "TR2371")]
    [InlineData("clean: {drop-where: x > 1 +}", "TR2370")]
    public async Task A_condition_that_is_none_is_refused_with_its_place(string settings, string code)
    {
        using var project = new TestProject(TestProject.Small + settings + "\n", TestProject.Rows(60));
        var problem = (await project.FailsAsync(Stage.Clean)).Problems.Single();
        (problem.Code, problem.Where).ShouldSatisfyAllConditions(
            found => found.Code.ShouldBe(code), found => found.Where.ShouldContain("trestle.yaml:7:"));
    }

    [Fact]
    public async Task The_plan_trims_empties_the_words_for_no_value_and_ends_with_steps_of_the_configuration()
    {
        using var project = new TestProject(
            TestProject.Small + "null-tokens: [\"\", NA, nil]\nclean: {steps: [{case-fold: {columns: [z]}}]}\n", TestProject.Rows(60));
        var plan = await project.ReadAsync(Stage.Clean, Artifact.CleanPlan);
        plan.Steps.Select(planned => StepCatalog.NameOf(planned.Step)).ShouldBe(["trim", "null-tokens", "case-fold"]);
        plan.Steps[0].Step.Columns.ShouldBe(["x", "z"]);
        ((NullTokens)plan.Steps[1].Step).Tokens.ShouldBe(["", "NA", "nil"]);
        plan.Steps[2].Reason.ShouldBe("from the configuration");
    }
}
