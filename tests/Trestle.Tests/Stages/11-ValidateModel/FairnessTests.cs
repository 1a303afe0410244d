using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Core.Schema;
using Trestle.Learners.Metrics;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.ValidateModel;

using Xunit;

namespace Trestle.Tests.Stages.ValidateModel;

/// <summary>How groups of rows are treated. The expected values of the gaps are counted by hand.</summary>
public sealed class FairnessTests
{
    private const string Settings = TestProject.Small
        + "ignore: [g]\npropose-candidates: {learners: [linear]}\nevaluate: {resamples: 100}\nvalidate-model:\n  generalisation: warn\n";

    private static double[] Rows(int count) => [.. Enumerable.Range(0, count).Select(row => (double)row)];

    [Fact]
    public void The_gaps_of_two_classes_are_those_counted_by_hand()
    {
        // Group 0: decided 1 1 0 0, labels 1 0 1 0. Group 1: decided 1 0 0 0, labels 1 0 0 0. The last row is in no group.
        var outcome = new Outcome(TaskKind.Binary, [1, 0, 1, 0, 1, 0, 0, 0, 1], [.9, .6, .4, .1, .8, .3, .2, .1, 0], 1);
        var gaps = new FairnessGaps(outcome, [[0, 1, 2, 3], [4, 5, 6, 7]]);
        gaps.Names.ShouldBe(["parity", "equalised-odds", "calibration"]);
        gaps.Measure("parity", Rows(9)).ShouldBe(0.25, 1e-12);

        // True positives 1/2 and 1/1; false positives 1/2 and 0/3.
        gaps.Measure("equalised-odds", Rows(9)).ShouldBe(0.5, 1e-12);

        // Mean of label minus probability: (2 - 2.0) / 4 and (1 - 1.4) / 4.
        gaps.Measure("calibration", Rows(9)).ShouldBe(0.1, 1e-12);
        gaps.Measure("parity", [0, 1, 2]).ShouldBe(double.NaN);
    }

    [Fact]
    public void The_gaps_of_several_classes_and_of_values_are_those_counted_by_hand()
    {
        // Decided 0 1 2 2 and 0 0 1 2; labels 0 1 1 2 and 0 1 1 2.
        double[] scores = [.8, .1, .1, .2, .6, .2, .1, .4, .5, 0, .1, .9, .7, .2, .1, .5, .4, .1, .2, .7, .1, .1, .2, .7];
        var outcome = new Outcome(TaskKind.Multiclass, [0, 1, 1, 2, 0, 1, 1, 2], scores, 3);
        var gaps = new FairnessGaps(outcome, [[0, 1, 2, 3], [4, 5, 6, 7]]);
        gaps.Measure("parity", Rows(8)).ShouldBe(0.25, 1e-12);
        gaps.Measure("equalised-odds", Rows(8)).ShouldBe(0, 1e-12);

        // Right 3 of 4 at a mean confidence of .7, and 3 of 4 at .65.
        gaps.Measure("calibration", Rows(8)).ShouldBe(0.1, 1e-12);

        var values = new FairnessGaps(new Outcome(TaskKind.Regression, [1, 2, 3, 8], [2, 2, 4, 4], 1), [[0, 1], [2, 3]]);
        values.Names.ShouldBe(["parity", "calibration"]);
        values.Measure("parity", Rows(4)).ShouldBe(2, 1e-12);
        values.Measure("calibration", Rows(4)).ShouldBe(1.5, 1e-12);
    }

    [Fact]
    public void Small_groups_are_counted_and_groups_of_a_private_column_have_no_names()
    {
        Slice[] slices =
        [
            new("sex f", [.. Enumerable.Range(0, 30)]), new("sex m", [.. Enumerable.Range(30, 40)]), new("sex x", [70, 71]),
        ];
        var groups = FairnessGroups.Of("sex", slices, isPrivate: true);
        groups.Groups.Select(group => (group.Name, group.Rows.Length)).ShouldBe([("sex: group 1", 40), ("sex: group 2", 30)]);
        groups.LeftOut.ShouldBe(2);
        FairnessGroups.Of("sex", slices, isPrivate: false).Groups.Select(group => group.Name).ShouldBe(["sex f", "sex m"]);
    }

    [Fact]
    public async Task Groups_of_a_column_made_from_a_private_one_have_no_names_either()
    {
        const string Kind = "private: [g]\ncurate:\n  derive:\n    kind: if(g = 'f', 'first', 'second')\n";
        using var project = new TestProject(Settings + "  fairness: {by: [kind]}\n" + Kind, Groups(shift: 0.2));
        var result = await project.RunAsync(Stage.Evaluate);
        var report = result.Artifacts.Read(Artifact.Scorecard).Candidates.Single(candidate => candidate.Candidate == "linear").Fairness
            .ShouldHaveSingleItem();
        report.Groups.Select(group => group.Slice).ShouldBe(["kind: group 1", "kind: group 2"]);
    }

    [Fact]
    public async Task A_column_that_is_no_feature_is_measured_and_a_limit_that_is_kept_lets_the_model_pass()
    {
        using var project = new TestProject(Settings + "  fairness: {by: [g, x < 0.5], parity: {at-most: 1}}\n", Groups(shift: 0));
        var result = await project.RunAsync(Stage.SelectBest);
        var checks = result.Artifacts.Read(Artifact.ModelReport).Candidates.Single(candidate => candidate.Candidate == "linear").Checks;
        checks.Where(check => check.Name.Contains(" by ", StringComparison.Ordinal)).Select(check => (check.Name, check.Passed))
            .ShouldBe([("parity by g", true), ("parity by x < 0.5", true)]);
        var linear = result.Artifacts.Read(Artifact.Scorecard).Candidates.Single(candidate => candidate.Candidate == "linear");
        linear.Importance.ShouldNotContain(weight => weight.Feature.StartsWith('g'));
        var report = linear.Fairness[0];
        report.Groups.Select(group => group.Slice).ShouldBe(["g f", "g m"]);
        report.Groups.Sum(group => group.Rows).ShouldBe(result.Artifacts.Read(Artifact.Scorecard).TestRows);
        report.Groups[0].Metrics.Select(metric => metric.Metric)
            .ShouldBe(["decided positive", "true positives", "false positives", "observed minus predicted"]);
        report.Gaps.ShouldAllBe(gap => gap.Low <= gap.Value && gap.Value <= gap.High);
        linear.Fairness[1].Groups.Select(group => group.Slice).ShouldBe(["x < 0.5", "not x < 0.5"]);
        linear.Fairness[1].Gaps[0].Value.ShouldBeGreaterThan(0.3);
        result.Artifacts.Read(Artifact.SelectedModel).Limits.Select(check => check.Name)
            .ShouldBe(["parity by g on the test part", "parity by x < 0.5 on the test part"]);
    }

    [Theory]
    [InlineData("error", true)]
    [InlineData("warning", false)]
    public async Task A_model_that_treats_groups_differently_is_refused_or_named(string severity, bool refused)
    {
        using var project = new TestProject(
            Settings + $"  fairness: {{by: [g], equalised-odds: {{at-most: 1}}, parity: {{at-most: 0.1, severity: {severity}}}}}\n",
            Groups(shift: 0.5));
        if (refused)
        {
            var problem = (await project.FailsAsync(Stage.ValidateModel)).Problems.ShouldHaveSingleItem();
            problem.Code.ShouldBe("TR1101");
            problem.Found.ShouldContain("parity by g (0.");
            return;
        }

        var result = await project.RunAsync(Stage.SelectBest);
        var check = result.Artifacts.Read(Artifact.ModelReport).Candidates.Single(candidate => candidate.Candidate == "linear").Checks
            .Single(check => check.Name == "parity by g");
        (check.Passed, check.Blocking, check.Expected).ShouldBe((false, false, "a largest difference in parity at most 0.1"));
        Trestle.Stages.Kernel.Running.RunWarnings.Of(result.Artifacts).ShouldContain(line => line.Contains("parity by g"));
    }

    [Theory]
    [InlineData("fairness: {by: [gg]}", "TR1415")]
    [InlineData("fairness: {by: [g], parity: {}}", "TR1412")]
    [InlineData("metrics: {auc: {at-least: 0.9, at-most: 0.8}}", "TR1416")]
    [InlineData("metrics: {auk: {at-least: 0.8}}", "TR1413")]
    [InlineData("metrics: {rmse: {at-most: 0.8}}", "TR1413")]
    [InlineData("metrics: {value: {at-least: 0}}", "TR1413")]
    public async Task Mistakes_in_limits_are_told(string yaml, string code)
    {
        using var project = new TestProject(Settings + $"  {yaml}\n", Groups(shift: 0));
        (await project.FailsAsync(Stage.ValidateModel)).Problems.ShouldHaveSingleItem().Code.ShouldBe(code);
    }

    [Fact]
    public async Task A_value_has_no_equalised_odds()
    {
        var rows = "x,g,y\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"{i % 37},{"fm"[i % 2]},{(i % 37) + (i * 7 % 40)}\n"));
        using var project = new TestProject(Settings + "  fairness: {by: [g], equalised-odds: {at-most: 1}}\n", rows);
        (await project.FailsAsync(Stage.ValidateModel)).Problems.ShouldHaveSingleItem().Code.ShouldBe("TR1414");
    }

    [Fact]
    public async Task A_metric_has_to_be_within_its_limits_out_of_fold_and_on_the_test_part()
    {
        using var good = new TestProject(
            Settings + "  metrics: {auc: {at-least: 0.7}, log-loss: {at-most: 0.69, certain: true}}\n", Groups(shift: 0));
        var result = await good.RunAsync(Stage.SelectBest);
        var checks = result.Artifacts.Read(Artifact.ModelReport).Candidates.Single(candidate => candidate.Candidate == "linear").Checks;
        var auc = checks.Single(check => check.Name == "limit of auc");
        (auc.Passed, auc.Blocking, auc.Expected).ShouldBe((true, true, "auc at least 0.7"));
        checks.Single(check => check.Name == "limit of log-loss").Expected.ShouldBe("log-loss at most 0.69, with its whole interval");
        result.Artifacts.Read(Artifact.SelectedModel).Limits.ShouldAllBe(check => check.Passed);

        using var bad = new TestProject(Settings + "  metrics: {auc: {at-least: 0.999}}\n", Groups(shift: 0));
        (await bad.FailsAsync(Stage.ValidateModel)).Problems.ShouldHaveSingleItem().Found.ShouldContain("limit of auc (0.");
    }

    [Fact]
    public void A_limit_on_the_test_part_refuses_what_was_selected()
    {
        var scores = new CandidateScores
        {
            Candidate = "linear",
            Blessed = true,
            OutOfFold = [],
            Test = [new MetricValue("auc", 0.79, 0.75, 0.83)],
            Slices = [],
            Against = [],
            Importance = [],
        };
        var limits = new ValidateModelSettings
        {
            Metrics = new Dictionary<string, LimitSettings>
            {
                ["auc"] = new() { AtLeast = 0.8 },
            },
        };
        var check = Trestle.Stages.SelectBest.TestLimits.Judge(limits, scores).ShouldHaveSingleItem();
        (check.Name, check.Passed, check.Blocking).ShouldBe(("limit of auc on the test part", false, true));
        Trestle.Stages.SelectBest.SelectBestErrors.MissesLimit("linear", check).Code.ShouldBe("TR1404");
        new LimitSettings { AtLeast = 0.7 }.Holds(scores.Test[0]).ShouldBeTrue();
        new LimitSettings { AtLeast = 0.77, Certain = true }.Holds(scores.Test[0]).ShouldBeFalse();
        new LimitSettings { AtMost = 0.8, Certain = true }.Holds(scores.Test[0]).ShouldBeFalse();
        new LimitSettings { AtMost = 0.8 }.Holds(new MetricValue("auc", double.NaN, double.NaN, double.NaN)).ShouldBeFalse();
    }

    /// <summary>Rows of two groups; in one of them the feature is larger.</summary>
    private static string Groups(double shift)
    {
        var random = new Random(11);
        return "x,g,y\n" + string.Concat(Enumerable.Range(0, 600).Select(i =>
        {
            var x = random.NextDouble() + (i % 2 * shift);
            return FormattableString.Invariant($"{x:0.0000},{"fm"[i % 2]},{(x + (0.4 * random.NextDouble()) > 0.7 ? "yes" : "no")}\n");
        }));
    }
}
