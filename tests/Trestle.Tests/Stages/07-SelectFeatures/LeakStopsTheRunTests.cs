using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Lifecycle;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;

using Xunit;

namespace Trestle.Tests.Stages.SelectFeatures;

/// <summary>A suspected leak ends the run in stage 7, before anything is trained, and what is accepted is told all the same.</summary>
public sealed class LeakStopsTheRunTests
{
    [Fact]
    public async Task A_feature_whose_auc_alone_is_1_stops_the_run()
    {
        using var project = new TestProject(TestProject.Small, Scores());
        var failed = await project.FailsAsync(Stage.SelectBest);
        failed.ExitCode.ShouldBe(ExitCode.Refused);
        var problem = failed.Problems.ShouldHaveSingleItem();
        (problem.Code, problem.Found, problem.Where).ShouldBe(
            ("TR0702", "'score': it alone tells the target with AUC 1.0000 out of fold", "column score"));
        problem.Fix.ShouldBe(
            "ignore: [score] leaves it out; if it is known in time, "
            + "select-features.accept-leak: [{column: score, reason: why it is known}] accepts it");
        project.Units.Keys.ShouldNotContain("train");
    }

    [Fact]
    public async Task A_category_that_gives_the_target_stops_the_run()
    {
        string[] words = ["open", "closed", "won", "lost"];
        var problem = await TestProject.ProblemAsync(
            Stage.SelectFeatures, "name: leak",
            "a,status,y\n" + string.Concat(Enumerable.Range(0, 49).Select(i => $"{i * 7 % 11},{words[i % 4]},{i % 2}\n")));
        (problem.Code, problem.Where).ShouldBe(("TR0702", "column status"));
    }

    [Fact]
    public async Task Parts_of_the_target_stop_the_run()
    {
        var random = new Random(1);
        var problem = await TestProject.ProblemAsync(
            Stage.SelectFeatures, "name: leak",
            "a,casual,registered,y\n" + string.Concat(Enumerable.Range(0, 200).Select(_ => (random.Next(90), random.Next(300)))
                .Select(row => $"{random.Next(9)},{row.Item1},{row.Item2},{row.Item1 + row.Item2}\n")));
        (problem.Code, problem.Found).ShouldBe(("TR0702", "the target is casual + registered: R² 1.0000"));
        problem.Fix.ShouldContain("{column: casual, reason: why it is known}, {column: registered, reason: why it is known}");
    }

    [Theory]
    [InlineData("select-features: {accept-leak: [{column: score, reason: known before the call}]}", "known before the call")]
    [InlineData("select-features: {accept-leak: [score]}", "no reason is given")]
    public async Task A_leak_that_is_accepted_is_told_at_the_end_with_its_reason(string settings, string reason)
    {
        using var project = new TestProject(TestProject.Small + settings + "\n", Scores());
        var result = await project.RunAsync(Stage.SelectFeatures);
        result.Artifacts.Read(Artifact.FeatureList).Kept().ShouldContain("score");
        RunWarnings.Of(result.Artifacts).ShouldBe([$"'score': it alone tells the target with AUC 1.0000 out of fold; accepted: {reason}"]);
    }

    [Fact]
    public async Task A_column_that_is_ignored_is_not_looked_at()
    {
        using var project = new TestProject(TestProject.Small + "ignore: [score]\n", Scores());
        var list = await project.ReadAsync(Stage.SelectFeatures, Artifact.FeatureList);
        list.Leaks.ShouldBeEmpty();
        list.Alone.Select(figure => (figure.Column, figure.Measure)).ShouldBe([("a", "AUC")]);
        list.Alone[0].Value.ShouldBe(0.5, 0.15);
    }

    [Fact]
    public async Task A_column_that_no_model_sees_cannot_be_accepted()
    {
        var problem = await TestProject.ProblemAsync(
            Stage.SelectFeatures, "select-features: {accept-leak: [scores]}", Scores());
        (problem.Code, problem.Found, problem.Fix).ShouldBe(("TR0703", "no model sees a column 'scores'", "did you mean 'score'?"));
    }

    /// <summary>A date in order tells a slow series by its neighbours, but models see only its month and its day of the week.</summary>
    [Fact]
    public async Task A_date_is_judged_by_what_models_see_of_it()
    {
        var start = new DateTime(2024, 1, 1);
        using var project = new TestProject(
            TestProject.Small + "ignore: [x]\n",
            "x,day,y\n" + string.Concat(Enumerable.Range(0, 400).Select(
                i => $"{i},{start.AddDays(i):yyyy-MM-dd},{Math.Sin(i / 63.7) + (i / 100.0):0.0000}\n")));
        var list = await project.ReadAsync(Stage.SelectFeatures, Artifact.FeatureList);
        list.Alone.Select(figure => figure.Column).ShouldAllBe(name => name.StartsWith("day.", StringComparison.Ordinal));

        var problem = await TestProject.ProblemAsync(
            Stage.SelectFeatures, "name: leak",
            "x,closed,y\n" + string.Concat(Enumerable.Range(0, 120).Select(
                i => $"{i * 7 % 11},{(i % 2 == 0 ? $"{start.AddDays(i * 37 % 300):yyyy-MM-dd}" : "")},{i % 2}\n")));
        (problem.Code, problem.Where).ShouldBe(("TR0702", "column closed"));
        problem.Found.ShouldContain("whether it has a value alone tells the target with AUC 1.0000");
    }

    [Fact]
    public async Task Rows_that_both_parts_have_are_told()
    {
        var random = new Random(2);
        string[] rows = [.. Enumerable.Range(0, 150).Select(_ => $"{random.NextDouble():R},{random.NextDouble():R},{random.Next(2)}\n")];
        using var project = new TestProject(
            TestProject.Small + "select-features: {accept-leak: [{column: __row, reason: a test}]}\nkey: [id]\n",
            "id,a,b,y\n" + string.Concat(rows.Concat(rows).Select((row, i) => $"{i},{row}")));
        var leak = (await project.ReadAsync(Stage.SelectFeatures, Artifact.FeatureList)).Leaks.ShouldHaveSingleItem();
        (leak.Check, leak.Stops, leak.Accepted).ShouldBe(("shared-rows", true, "a test"));
    }

    private static string Scores()
    {
        var random = new Random(1);
        return "a,score,y\n" + string.Concat(Enumerable.Range(0, 120).Select(
            i => $"{random.NextDouble():0.000},{(i % 2) + (0.3 * (random.NextDouble() - 0.5)):0.000},{i % 2}\n"));
    }
}
