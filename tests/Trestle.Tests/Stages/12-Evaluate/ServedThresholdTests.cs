using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Learners.Metrics;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Lifecycle;
using Trestle.Stages.Monitor.Reference;
using Trestle.Stages.WriteCode;
using Trestle.Storage.Tables;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.Evaluate;

/// <summary>Figures of decisions are at the threshold that is served, in every place that shows them.</summary>
public sealed class ServedThresholdTests
{
    private const string Linear = TestProject.Small + "propose-candidates: {learners: [linear]}\nevaluate: {resamples: 100}\n";

    private const string Cost = "select-best: {value: {true-positive: 10, false-positive: -2, false-negative: -1}}\n";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Test_figures_are_at_the_threshold_that_is_served()
    {
        using var project = new TestProject(Linear + Cost, Rare());
        var result = await project.RunAsync(Stage.SelectBest);
        var chosen = result.Artifacts.Read(Artifact.SelectedModel);
        var scores = result.Artifacts.Read(Artifact.Scorecard).Candidates.Single(scores => scores.Candidate == "linear");
        var decision = scores.Decision.ShouldNotBeNull();
        chosen.Threshold.ShouldBe(decision.Threshold);
        chosen.Decision!.ByFold.ShouldBe(decision.ByFold);
        decision.Threshold.ShouldBeInRange(0.05, 0.4);
        decision.Low.ShouldBeLessThanOrEqualTo(decision.Threshold);
        decision.High.ShouldBeGreaterThanOrEqualTo(decision.Threshold);

        var table = scores.Plots!.Confusion;
        var (hits, alarms, misses) = (table[1][1], table[0][1], table[1][0]);
        var rows = table.Sum(row => row.Sum());
        Of(scores.Test, "f1").Value.ShouldBe(2.0 * hits / ((2 * hits) + alarms + misses), 1e-12);
        Of(scores.Test, "recall").Value.ShouldBe((double)hits / (hits + misses), 1e-12);
        var value = Of(scores.Test, "value");
        value.Value.ShouldBe(((10.0 * hits) - (2 * alarms) - misses) / rows, 1e-12);
        value.Low.ShouldBeLessThan(value.Value);
        value.High.ShouldBeGreaterThan(value.Value);
        Format.Named(value, decision).ShouldBe($"value at {Format.Figure(decision.Threshold)}");
        Format.Named(Of(scores.Test, "auc"), decision).ShouldBe("auc");
    }

    [Fact]
    public async Task The_monitor_expects_what_the_scorecard_says_and_the_written_program_decides_alike()
    {
        using var project = new TestProject(Linear + Cost + "monitor: {performance: {metrics: [f1, value]}}\n", Rare());
        using var output = new TempFolder();
        var result = await project.RunAsync(Stage.SelectBest);
        var scores = result.Artifacts.Read(Artifact.Scorecard).Candidates.Single(scores => scores.Candidate == "linear");
        var opened = Project.Open(project.Path_);
        using var tables = new TableEngine(new TableEngineSettings(1, 1L << 30, opened.NewTempFolder()));
        var reference = CuratedReference.Make(result.Artifacts, opened.Store, tables, opened.For(Stage.Monitor), Cancellation);
        reference.Threshold.ShouldBe(scores.Decision!.Threshold);
        reference.Metrics.Select(metric => metric.Metric).ShouldBe(["f1", "value"]);
        reference.Metrics.ShouldAllBe(metric => Math.Abs(metric.Value - Of(scores.OutOfFold, metric.Metric).Value) < 1e-12);

        var plan = new WriteCodeStage(opened).Write(
            new FinishedRun(result.Run, 42, result.Artifacts), "linear", output.At("code"), new Resources(1, 1L << 30), Cancellation).Plan;
        (plan.Threshold, plan.Costs).ShouldBe((scores.Decision.Threshold, new CostMatrix(10, -2, 0, -1)));
    }

    [Fact]
    public async Task Amounts_of_rows_are_neither_watched_nor_written_as_code()
    {
        using var project = new TestProject(
            Linear + "select-best: {value: {true-positive: x * 20, false-positive: -4}}\nmonitor: {performance: {metrics: [value]}}\n",
            TestProject.Rows(200));
        using var output = new TempFolder();
        var result = await project.RunAsync(Stage.SelectBest);
        var opened = Project.Open(project.Path_);
        using var tables = new TableEngine(new TableEngineSettings(1, 1L << 30, opened.NewTempFolder()));
        Should.Throw<Trestle.Core.Errors.TrestleException>(
            () => CuratedReference.Make(result.Artifacts, opened.Store, tables, opened.For(Stage.Monitor), Cancellation))
            .Problems[0].Code.ShouldBe("TR1429");
        Should.Throw<Trestle.Core.Errors.TrestleException>(() => new WriteCodeStage(opened).Write(
            new FinishedRun(result.Run, 42, result.Artifacts), "linear", output.At("code"), new Resources(1, 1L << 30), Cancellation))
            .Problems[0].Code.ShouldBe("TR1430");
    }

    [Fact]
    public async Task A_metric_of_decisions_is_compared_at_the_best_threshold_of_each_model()
    {
        using var project = new TestProject(
            Linear.Replace("trials: 1", "trials: 2, metric: f1", StringComparison.Ordinal), Rare());
        var result = await project.RunAsync(Stage.SelectBest);
        var card = result.Artifacts.Read(Artifact.Scorecard);
        var scores = card.Candidates.Single(scores => scores.Candidate == "linear");
        card.Metric.ShouldBe("f1");

        // At one half the model of a rare class says hardly ever yes: every trial would have an F1 near 0.
        var trials = result.Artifacts.ReadAll(Artifact.Trials)["linear"].Ran;
        trials.ShouldAllBe(trial => trial.Score > 0.3);
        Of(scores.OutOfFold, "f1").Value.ShouldBeInRange(trials[0].Score - 0.1, trials[0].Score + 0.1);
        scores.Decision!.ByFold.Count.ShouldBe(3);
        scores.Decision.ByFold.Values.ShouldAllBe(threshold => threshold < 0.45);

        // The baseline calls everything positive, which is its best: F1 is 2p / (1 + p) for a share p of positives.
        var majority = Of(card.Candidates.Single(other => other.Candidate == "majority").OutOfFold, "f1").Value;
        majority.ShouldBeInRange(0.1, 0.35);
    }

    private static MetricValue Of(IReadOnlyList<MetricValue> metrics, string name) => metrics.Single(metric => metric.Metric == name);

    /// <summary>One row in about nine is positive, and no row is certain.</summary>
    private static string Rare()
    {
        var random = new Random(3);
        return "x,z,y\n" + string.Concat(Enumerable.Range(0, 900).Select(_ =>
        {
            var x = random.NextDouble();
            return $"{x:0.0000},{"abc"[random.Next(3)]},{(random.NextDouble() < 0.45 * Math.Pow(x, 3) ? "yes" : "no")}\n";
        }));
    }
}
