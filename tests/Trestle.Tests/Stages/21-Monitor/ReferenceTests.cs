using Shouldly;
using Trestle.Core.Errors;
using Trestle.Core.Lifecycle;
using Trestle.Core.Schema;
using Trestle.Learners.Metrics;
using Trestle.Rows.Blocks;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Lifecycle;
using Trestle.Stages.Monitor.Monitors;
using Trestle.Stages.Monitor.Reference;
using Trestle.Storage.Tables;
using Trestle.Testing;
using Trestle.Testing.Contracts;
using Xunit;
using Json = Trestle.Stages.Kernel.Artifacts.Documents;

namespace Trestle.Tests.Stages.Monitor;

public sealed class ReferenceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void A_reference_holds_what_was_counted()
    {
        double[] xs = [.. Enumerable.Range(0, 1000).Select(i => i % 10 == 0 ? double.NaN : i % 4)];
        string?[] cs = [.. Enumerable.Range(0, 1000).Select(i => i % 5 == 0 ? "a" : "b")];
        var reference = Make(
            new TableBuilder().Numbers("x", xs).Texts("c", cs).Block(), [new("x", ColumnKind.Number), new("c", ColumnKind.Text)],
            ordered: true);
        var x = reference.Features[0];
        (x.Rows, x.Missing).ShouldBe((1000, 100));
        x.Numbers!.Edges.ShouldBe([0, 1, 2, 3]);
        x.Numbers.Counts.ShouldBe([200, 250, 200, 250, 0]);
        x.Numbers.Means.ShouldBe([0, 1, 2, 3, 0]);
        x.Numbers.Mean.ShouldBe(1400 / 900.0, 1e-12);
        reference.Features[1].Texts!.Categories.ShouldBe(["b", "a"]);
        reference.Features[1].Texts!.Counts.ShouldBe([800, 200, 0]);
        x.Numbers.Variation.Select(usual => usual.Windows).ShouldBe([20, 10]);
        x.Numbers.Variation[0].Rows.ShouldBe(50);
        x.Numbers.Variation[0].Design.ShouldBe(1, "every window is the same");
    }

    [Fact]
    public void Independent_rows_have_no_design_effect_and_rows_in_runs_have()
    {
        var random = new Random(5);
        double[] independent = [.. Enumerable.Range(0, 20_000).Select(_ => random.NextDouble())];
        double[] runs = [.. Enumerable.Range(0, 20_000).Select(i => independent[i / 100 * 100] + (0.01 * random.NextDouble()))];
        Usual(independent)[0].Design.ShouldBeInRange(1, 1.3);
        Usual(runs)[0].Design.ShouldBeGreaterThan(20);
        Usual(runs)[0].Mean.ShouldBeGreaterThan(3 * Usual(independent)[0].Mean);

        static IReadOnlyList<Variation> Usual(double[] values) =>
            Make(new TableBuilder().Numbers("x", values).Block(), [new("x", ColumnKind.Number)], ordered: true)
                .Features[0].Numbers!.Variation;
    }

    [Fact]
    public void Without_an_order_in_time_that_of_the_file_means_nothing_and_groups_stay_together()
    {
        // A file sorted by its column; each value belongs to a group of ten rows that are alike.
        var random = new Random(5);
        double[] values =
            [.. Enumerable.Range(0, 2000).Select(_ => random.NextDouble()).Order().SelectMany(value => Enumerable.Repeat(value, 10))];
        string?[] groups = [.. Enumerable.Range(0, 20_000).Select(i => $"g{i / 10}")];
        var block = new TableBuilder().Numbers("x", values).Texts("g", groups).Block();
        Usual().Design.ShouldBeInRange(1, 1.4, "rows are drawn one by one");
        Usual(ordered: true).Design.ShouldBeGreaterThan(100);
        Usual(groupedBy: "g").Design.ShouldBeInRange(7, 14, "ten rows are worth one");

        Variation Usual(bool ordered = false, string? groupedBy = null) =>
            Make(block, [new("x", ColumnKind.Number)], ordered: ordered, groupedBy: groupedBy).Features[0].Numbers!.Variation[0];
    }

    [Fact]
    public void A_few_windows_unlike_all_others_count_more_than_on_average()
    {
        // 128 windows of 100 rows; four of them lie where no other does, so that the distance is 1 - 1/128 there.
        var random = new Random(5);
        double[] values = [.. Enumerable.Range(0, 12_800).Select(i => random.NextDouble() + (i / 100 % 32 == 0 ? 2 : 0))];
        var usual = Make(new TableBuilder().Numbers("x", values).Block(), [new("x", ColumnKind.Number)], ordered: true)
            .Features[0].Numbers!.Variation[0];
        var distance = 1 - (3 / 127.0);
        var square = 100 * 12_700 / 12_800.0 * distance * distance;

        // kstwobign.isf(0.05 / 128)^2 of SciPy 1.10.1
        usual.Design.ShouldBe(square / 4.270454859013052, 0.3);
    }

    [Fact]
    public void The_order_of_a_time_column_counts_and_not_that_of_the_rows()
    {
        // A trend over time, in rows that stand in any order.
        var order = Enumerable.Range(0, 5000).ToArray();
        new Random(6).Shuffle(order);
        var block = new TableBuilder().Numbers("x", [.. order.Select(i => i / 1000.0)])
            .Numbers("t", [.. order.Select(i => (double)i)]).Block();
        var shuffled = Make(block, [new("x", ColumnKind.Number)]).Features[0].Numbers!.Variation[^1];
        var byTime = Make(block, [new("x", ColumnKind.Number)], "t").Features[0].Numbers!.Variation[^1];
        shuffled.Mean.ShouldBeLessThan(0.1);
        byTime.Mean.ShouldBeGreaterThan(0.7);
        byTime.Design.ShouldBeGreaterThan(50 * shuffled.Design);
    }

    [Fact]
    public void More_bins_than_values_are_quantiles_and_hold_about_the_same_number()
    {
        var random = new Random(7);
        var numbers = Make(
            new TableBuilder().Numbers("x", [.. Enumerable.Range(0, 12_800).Select(_ => Math.Exp(random.NextDouble() * 9))]).Block(),
            [new("x", ColumnKind.Number)]).Features[0].Numbers!;
        numbers.Edges.Length.ShouldBe(127);
        numbers.Counts.ShouldAllBe(count => count >= 99 && count <= 101);
        numbers.Means.Zip(numbers.Edges).ShouldAllBe(pair => pair.First <= pair.Second);
    }

    [Fact]
    public void A_reference_is_a_document()
    {
        var reference = SampleTraffic.Reference();
        var bytes = Json.Write(reference);
        var again = Json.Read<MonitorReference>(bytes);
        Json.Write(again).ShouldBe(bytes);
        bytes.Length.ShouldBeLessThan(40_000);
        var view = new MonitorView(again, SampleTraffic.Window(again, 700, seed: 3), new MonitorSettings(), MonitorHistory.None);
        var first = new MonitorView(reference, SampleTraffic.Window(reference, 700, seed: 3), new MonitorSettings(), MonitorHistory.None);
        WindowJudge.Judge("d", 1, view, Cancellation).Signals.ShouldBe(WindowJudge.Judge("d", 1, first, Cancellation).Signals);
    }

    [Fact]
    public void Without_rows_or_scores_there_is_no_reference()
    {
        Should.Throw<TrestleException>(
            () => Make(new TableBuilder().Numbers("x").Block(), [new("x", ColumnKind.Number)])).Problems[0].Code.ShouldBe("TR2102");
        Should.Throw<TrestleException>(() => ReferenceBuilder.Make(
            new ReferenceSource
            {
                Columns = [],
                Rows = () => [],
                OutOfFold = new Outcome(
                TaskKind.Binary, [], [], 1),
                Scores = ["score"],
                Metrics = []
            },
            Cancellation)).Problems[0].Code.ShouldBe("TR2102");
    }

    [Fact]
    public void A_small_reference_has_thresholds_from_the_floor_alone()
    {
        var reference = SampleTraffic.Reference(rows: 120);
        reference.Features.ShouldAllBe(column => column.MissingVariation.Count == 0);
        var report = WindowJudge.Judge(
            "d", 1, new MonitorView(reference, SampleTraffic.Window(reference, 100, seed: 2), new MonitorSettings(), MonitorHistory.None),
            Cancellation);
        report.Signals.Where(signal => signal.Monitor == "feature-drift").ShouldAllBe(signal => signal.Threshold == 0.1);
    }

    [Fact]
    public async Task The_reference_of_a_run_is_its_training_part()
    {
        using var project = new TestProject(
            TestProject.Small + "private: [z]\nmonitor: {level: 2%, feature-drift: {threshold: 0.3}, performance: {metrics: [auc, "
                + "brier]}, latency: {limit: 250ms}}\n",
            TestProject.Rows(600));
        var result = await project.RunAsync(Stage.SelectBest);
        var opened = Project.Open(project.Path_);
        using var tables = new TableEngine(new TableEngineSettings(1, 1L << 30, opened.NewTempFolder()));
        var reference = CuratedReference.Make(result.Artifacts, opened.Store, tables, opened.For(Stage.Monitor), Cancellation);
        var curated = result.Artifacts.Read(Artifact.CuratedTable);
        reference.Features.Select(column => (column.Name, column.Kind, column.Private))
            .ShouldBe([("x", ColumnKind.Number, false), ("z", ColumnKind.Text, true)]);
        reference.Features.ShouldAllBe(column => column.Rows == curated.Split.Where(part => part.Fold >= 0).Sum(part => part.Rows));
        reference.Features[1].Texts!.Categories.Order().ShouldBe(["a", "b", "c"]);
        reference.Scores.Select(score => score.Name).ShouldBe(["score"]);
        var choice = result.Artifacts.Read(Artifact.SelectedModel);
        choice.Metric.ShouldBe("auc");
        reference.Metrics.Select(metric => metric.Metric).ShouldBe(["auc", "brier"]);
        reference.Metrics[0].Value.ShouldBe(choice.OutOfFold.Value, 1e-12);
        reference.Threshold.ShouldBe(choice.Threshold!.Value);
        var settings = opened.Settings.Monitor;
        (settings.Level, settings.FeatureDrift.Threshold, settings.Latency.Limit).ShouldBe((0.02, 0.3, TimeSpan.FromMilliseconds(250)));
    }

    [Fact]
    public async Task A_model_is_watched_by_the_metric_that_selected_it()
    {
        using var project = new TestProject(TestProject.Small.Replace("trials: 1", "trials: 1, metric: log-loss"), TestProject.Rows(600));
        (await MetricsAsync(project)).ShouldBe(["log-loss"]);
        CuratedReference.Metrics(TaskKind.Regression, "rmse").ShouldBe(["rmse", "median-ae"], "and by one that no single row can make");
        CuratedReference.Metrics(TaskKind.Regression, "median-ae").ShouldBe(["median-ae"]);
    }

    private static async Task<IReadOnlyList<string>> MetricsAsync(TestProject project)
    {
        var result = await project.RunAsync(Stage.SelectBest);
        var opened = Project.Open(project.Path_);
        using var tables = new TableEngine(new TableEngineSettings(1, 1L << 30, opened.NewTempFolder()));
        return [.. CuratedReference.Make(result.Artifacts, opened.Store, tables, opened.For(Stage.Monitor), Cancellation)
            .Metrics.Select(metric => metric.Metric)];
    }

    private static MonitorReference Make(
        RowBlock block, IReadOnlyList<WatchedColumn> columns, string? orderedBy = null, bool ordered = false,
        string? groupedBy = null) => ReferenceBuilder.Make(
        new ReferenceSource
        {
            Columns = columns,
            Rows = () => Enumerable.Range(0, block.Rows).Chunk(64).Select(rows => block.Take(rows)),
            Ordered = ordered,
            OrderedBy = orderedBy,
            GroupedBy = groupedBy,
            OutOfFold = new Outcome(TaskKind.Regression, [1, 2, 3], [1, 2, 2], 1),
            Scores = ["score"],
            Metrics = [],
        },
        Cancellation);
}

