using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Lifecycle.Charts;

using Xunit;

namespace Trestle.Tests.Stages.Evaluate;

/// <summary>Effects of columns, the learning curve and adversarial validation, as runs write them.</summary>
public sealed class EvidenceTests
{
    private const string Settings = TestProject.Small + "evaluate: {metrics: [auc], resamples: 100}\n";

    [Fact]
    public async Task Columns_have_the_effects_that_the_target_was_made_with()
    {
        using var project = new TestProject(Settings, TestProject.Rows(600));
        var card = await project.ReadAsync(Stage.Evaluate, Artifact.Scorecard);
        card.Candidates.Single(scores => scores.Candidate == "majority").Effects.ShouldBeEmpty();
        foreach (var scores in card.Candidates.Where(scores => scores.Plots is not null))
        {
            scores.Effects.Select(effect => effect.Column).ShouldBe(["x", "z"], ignoreOrder: true, scores.Candidate);
            var x = scores.Effects.Single(effect => effect.Column == "x");
            x.Points.Count.ShouldBe(21);
            x.Rows.Sum().ShouldBe(card.TestRows);
            var output = x.Outputs.ShouldHaveSingleItem();
            output.Class.ShouldBeNull();
            output.Individual.Count.ShouldBe(20);

            // yes is more likely by x, and by z from a to c.
            (output.Partial[^1] - output.Partial[0]).ShouldBeGreaterThan(0.4, scores.Candidate);
            (output.Accumulated[^1] - output.Accumulated[0]).ShouldBeGreaterThan(0.4, scores.Candidate);
            var z = scores.Effects.Single(effect => effect.Column == "z");
            z.Names.Order().ShouldBe(["a", "b", "c"]);
            var local = z.Names.Zip(z.Outputs[0].Accumulated).ToDictionary(pair => pair.First, pair => pair.Second);
            local["c"].ShouldBeGreaterThan(local["a"] + 0.1, scores.Candidate);
            z.Outputs[0].Accumulated.Zip(z.Rows, (effect, rows) => effect * rows).Sum().ShouldBe(0, 1e-9);
        }
    }

    [Fact]
    public async Task Effects_of_private_columns_are_not_shown_and_all_can_be_left_out()
    {
        using var project = new TestProject(Settings + "private: [z]\n", TestProject.Rows(300));
        var card = await project.ReadAsync(Stage.Evaluate, Artifact.Scorecard);
        card.Candidates.SelectMany(scores => scores.Effects).Select(effect => effect.Column).Distinct().ShouldBe(["x"]);

        using var none = new TestProject(
            Settings.Replace("100", "100, effects: 0, learning-curve: false, adversarial: false", StringComparison.Ordinal),
            TestProject.Rows(300));
        card = await none.ReadAsync(Stage.Evaluate, Artifact.Scorecard);
        card.Candidates.ShouldAllBe(scores => scores.Effects.Count == 0);
        (card.Learning, card.Adversarial).ShouldBe((null, null));
    }

    [Fact]
    public async Task The_learning_curve_goes_from_few_rows_to_all_and_ends_at_the_figure_of_the_test_part()
    {
        using var project = new TestProject(Settings, TestProject.Rows(1200));
        var card = await project.ReadAsync(Stage.Evaluate, Artifact.Scorecard);
        var curve = card.Learning.ShouldNotBeNull();
        curve.Points.Select(point => point.Share).ShouldBe([0.125, 0.25, 0.5, 1]);
        curve.Points[0].Rows.ShouldBeInRange(card.TrainRows / 8 - 50, card.TrainRows / 8 + 50);
        curve.Points[^1].Rows.ShouldBe(card.TrainRows);
        var test = card.Candidates.Single(scores => scores.Candidate == curve.Candidate).Test[0].Value;
        curve.Points[^1].Test.Value.ShouldBe(test, 1e-12);
        curve.LastStep!.Value.ShouldBe(test - curve.Points[^2].Test.Value, 1e-12);
        curve.Points.Select(point => point.Test).ShouldAllBe(
            figure => figure.Value > 0.7 && figure.Low <= figure.Value && figure.Value <= figure.High);
    }

    /// <summary>The test part is the newest rows, in which w is larger; x is alike in both.</summary>
    [Fact]
    public async Task A_column_that_differs_in_the_test_part_gives_it_away()
    {
        var random = new Random(5);
        var rows = "t,x,w,y\n" + string.Concat(Enumerable.Range(0, 600).Select(i =>
        {
            var x = random.NextDouble();
            var w = random.NextDouble() + (i < 480 ? 0 : 0.8);
            var y = x + (0.4 * random.NextDouble()) > 0.7 ? "yes" : "no";
            return $"{DateTime.UnixEpoch.AddDays(18_000 + i):yyyy-MM-dd},{x:0.000},{w:0.000},{y}\n";
        }));
        using var shifted = new TestProject(Settings + "time: t\nvalidate-model: {generalisation: warn}\n", rows);
        var report = (await shifted.ReadAsync(Stage.Evaluate, Artifact.Scorecard)).Adversarial.ShouldNotBeNull();
        report.Auc.Value.ShouldBeGreaterThan(0.85);
        report.Columns[0].Feature.ShouldBe("w");
        report.Columns.ShouldNotContain(column => column.Feature == "t");
        EvaluationWords.Of(report).ShouldContain("; by w (");

        using var alike = new TestProject(Settings, TestProject.Rows(600));
        report = (await alike.ReadAsync(Stage.Evaluate, Artifact.Scorecard)).Adversarial.ShouldNotBeNull();
        report.Auc.Low.ShouldBeLessThan(0.5);
        EvaluationWords.Of(report).ShouldContain("nothing tells them apart");
    }

    /// <summary>Equal rows are in the same part, so that one told where the others are: an AUC of .66 on a table of wines.</summary>
    [Fact]
    public async Task Rows_that_repeat_do_not_tell_the_parts_apart()
    {
        var lines = TestProject.Rows(300).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var rows = string.Join('\n', lines[1..].SelectMany((line, i) => Enumerable.Repeat(line, 1 + (i % 4))).Prepend(lines[0])) + "\n";
        using var repeated = new TestProject(Settings, rows);
        var report = (await repeated.ReadAsync(Stage.Evaluate, Artifact.Scorecard)).Adversarial.ShouldNotBeNull();
        report.Auc.Value.ShouldBeInRange(0.4, 0.6);
    }

    [Fact]
    public async Task The_evaluation_in_one_file_has_its_charts_and_needs_nothing_beside_it()
    {
        using var project = new TestProject(
            Settings + "select-best: {value: {true-positive: 5, false-positive: -2}}\n", TestProject.Rows(300));
        var page = EvaluationPage.Write("a <b> name", 3, (await project.RunAsync(Stage.SelectBest)).Artifacts);
        page.ShouldContain("<h1>a &lt;b&gt; name: evaluation of run 3</h1>");
        foreach (var title in new[] { "ROC", "Cumulative gain", "Lift", "Cost", "Value", "Calibration", "What the columns do" })
        {
            page.ShouldContain($">{title}<", customMessage: title);
        }

        page.ShouldNotContain("<script src");
        page.ShouldNotContain("<link");
        var json = page[page.IndexOf("type=\"application/json\">", StringComparison.Ordinal)..].Split('>')[1].Split('<')[0];
        var charts = System.Text.Json.JsonDocument.Parse(json).RootElement;
        page.Split("class=\"chart\"").Length.ShouldBe(charts.GetArrayLength() + 1);
        charts[0].GetProperty("light").GetProperty("series")[0].GetProperty("type").GetString().ShouldBe("line");
    }

    [Fact]
    public async Task A_value_has_charts_of_its_residuals_and_several_classes_have_curves_of_their_own()
    {
        var random = new Random(3);
        var numbers = "x,z,y\n" + string.Concat(Enumerable.Range(0, 400).Select(
            i => $"{i / 40.0},{"abc"[i % 3]},{(i / 40.0 * 3) + (i % 3) + random.NextDouble():0.000}\n"));
        using var values = new TestProject(Settings.Replace("[auc]", "[rmse]", StringComparison.Ordinal), numbers);
        var card = await values.ReadAsync(Stage.Evaluate, Artifact.Scorecard);
        var linear = card.Candidates.Single(scores => scores.Candidate == "linear");
        linear.Plots!.ResidualQuantiles.Count.ShouldBeInRange(40, 60);
        linear.Plots.ResidualBins.Sum(bin => bin[1]).ShouldBe(card.TestRows);
        linear.Effects[0].Column.ShouldBe("x");
        EvaluationCharts.Curves(linear, [], []).Select(figure => figure.Title).ShouldBe(
            ["Residuals", "True and predicted", "Sizes of residuals", "Residuals and a normal distribution"]);

        var three = "x,z,y\n" + string.Concat(
            Enumerable.Range(0, 400).Select(i => $"{(3 * random.NextDouble()) + (i % 3):0.000},b{i % 2},c{i % 3}\n"));
        using var classes = new TestProject(Settings.Replace("[auc]", "[log-loss]", StringComparison.Ordinal), three);
        card = await classes.ReadAsync(Stage.Evaluate, Artifact.Scorecard);
        linear = card.Candidates.Single(scores => scores.Candidate == "linear");
        linear.Plots!.Classes.Select(curves => curves.Class).ShouldBe([0, 1, 2]);
        linear.Plots.Classes.ShouldAllBe(curves => curves.Roc.Count > 1 && curves.Gain[curves.Gain.Count - 1][1] == 1);
        linear.Effects.Single(effect => effect.Column == "x").Outputs.Select(output => output.Class).ShouldBe([0, 1, 2]);
        EvaluationCharts.Effects(linear, ["a", "b", "c"]).ShouldNotBeEmpty();
    }
}
