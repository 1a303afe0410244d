using System.Globalization;
using System.Text;

using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Learners;
using Trestle.Rows.Blocks;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.ValidateModel.Columns;

using Xunit;

namespace Trestle.Tests.Stages.ValidateModel;

/// <summary>Declared directions: how they are measured, and that LightGBM keeps to them.</summary>
public sealed class MonotoneTests
{
    private const string Settings = "name: small\nsource: data.csv\ntarget: y\nsplit: {folds: 3}\nrevisit-candidates: {ensemble: false}\n"
        + "evaluate: {resamples: 100, effects: 0, learning-curve: false, adversarial: false}\n";

    /// <summary>Along 0, 1, 2, 3 the first row goes 0, 1, 0, 9 (one wrong step of three, by 1), the second 0, 2, 4, 6.</summary>
    [Fact]
    public void Wrong_steps_are_those_counted_by_hand()
    {
        double[][] curves = [[0, 1, 0, 9], [0, 2, 4, 6]];
        var rows = new RowBlock(
            new RowSchema([new("x", ColumnKind.Number), new("row", ColumnKind.Number)]), 4,
            [new double[] { 0, 1, 2, 3 }, new double[] { 0, 1, 0, 1 }]);
        double[] Score(RowBlock block) =>
            [.. Enumerable.Range(0, block.Rows).Select(row => curves[(int)block.Numbers(1)[row]][(int)block.Numbers(0)[row]])];

        var up = Monotonicity.Of("x", rows, MonotoneDirection.Increasing, Score);
        up.Share.ShouldBe(1 / 6.0, 1e-12);
        up.Largest.ShouldBe(1);
        up.Low.ShouldBe(0);
        up.High.ShouldBe((1 / 6.0) + (1.959964 * Math.Sqrt(4 / 36.0 / 3 / 4)), 1e-9);
        Monotonicity.Of("x", rows, MonotoneDirection.Decreasing, Score).Share.ShouldBe(5 / 6.0, 1e-12);
    }

    [Fact]
    public async Task LightGBM_keeps_to_a_direction_and_a_forest_that_does_not_is_refused()
    {
        using var free = new TestProject(
            Settings + "train: {trials: 1}\npropose-candidates: {learners: [lightgbm, forest]}\n", Wavy());
        (await free.ReadAsync(Stage.ValidateModel, Artifact.ModelReport)).Candidates
            .SelectMany(candidate => candidate.Checks).ShouldNotContain(check => check.Name.StartsWith("monotone"));

        using var project = new TestProject(
            Settings + "train: {trials: 1, monotone: {x: increasing}}\npropose-candidates: {learners: [lightgbm, forest]}\n", Wavy());
        var result = await project.RunAsync(Stage.SelectBest);
        var report = result.Artifacts.Read(Artifact.ModelReport);
        var lightgbm = Check("lightgbm");
        (lightgbm.Passed, lightgbm.Expected).ShouldBe((true, "a share of wrong steps at most 0.01"));
        lightgbm.Found.ShouldStartWith("0.0 % ");
        var forest = Check("forest");
        (forest.Passed, forest.Blocking).ShouldBe((false, true));
        result.Artifacts.Read(Artifact.SelectedModel).Candidate.ShouldBe("lightgbm");

        CheckResult Check(string name) => report.Candidates.Single(candidate => candidate.Candidate == name).Checks
            .Single(check => check.Name == "monotone in x");
    }

    [Theory]
    [InlineData("{xx: increasing}", "y", "TR1420")]
    [InlineData("{z: increasing}", "y", "TR1420")]
    [InlineData("{x: increasing}", "z", "TR1421")]
    public async Task Directions_that_cannot_be_are_refused(string monotone, string target, string code)
    {
        using var project = new TestProject(
            Settings.Replace("target: y", $"target: {target}", StringComparison.Ordinal) + $"train: {{trials: 1, monotone: {monotone}}}\n",
            TestProject.Rows(200));
        (await project.FailsAsync(Stage.ProposeCandidates)).Problems.ShouldHaveSingleItem().Code.ShouldBe(code);
    }

    /// <summary>The target rises with x, in waves.</summary>
    private static string Wavy()
    {
        var random = new Random(6);
        var text = new StringBuilder("x,w,y\n");
        for (var i = 0; i < 600; i++)
        {
            var x = random.NextDouble() * 10;
            var y = x + (2 * Math.Sin(3 * x)) + random.NextDouble();
            text.Append(CultureInfo.InvariantCulture, $"{x:0.000},{random.NextDouble():0.000},{y:0.000}\n");
        }

        return text.ToString();
    }
}
