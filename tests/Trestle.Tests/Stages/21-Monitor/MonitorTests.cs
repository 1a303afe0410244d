using Shouldly;
using Trestle.Stages.Monitor.Monitors;
using Trestle.Stages.Monitor.Reference;
using Trestle.Stages.Monitor.Signals;
using Trestle.Stages.Monitor.Windows;
using Trestle.Testing.Contracts;
using Xunit;
using Json = Trestle.Stages.Kernel.Artifacts.Documents;

namespace Trestle.Tests.Stages.Monitor;

public sealed class CatalogueContract : MonitorContract
{
    protected override IEnumerable<IMonitor> Monitors => MonitorCatalog.All;

    [Fact]
    public void Every_monitor_is_in_the_catalogue_once() => MonitorCatalog.All.Select(monitor => monitor.GetType())
        .ShouldBe(
            typeof(IMonitor).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(IMonitor)) && type.IsClass), ignoreOrder: true);
}

public sealed class MonitorTests
{
    private static readonly MonitorReference Reference = SampleTraffic.Reference();
    private static readonly MonitorSettings Settings = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void A_shifted_mean_alarms_for_its_column_alone()
    {
        var report = Judge(SampleTraffic.Window(Reference, 1000, seed: 10, columns => Change((double[])columns[0], age => age + 6)));
        var signal = Alarms(report).ShouldHaveSingleItem();
        (signal.Monitor, signal.Subject, signal.Rows).ShouldBe(("feature-drift", "age", 962));
        signal.Effect.ShouldBe(0.4, 0.08);
        signal.Threshold.ShouldBeInRange(0.1, 0.25);
        signal.PValue!.Value.ShouldBeLessThan(1e-8);
        signal.Detail.ShouldStartWith("mean 5");
        signal.Detail.ShouldContain(", was 4");
    }

    [Fact]
    public void A_new_category_alarms_and_is_named_as_another_text()
    {
        var report = Judge(SampleTraffic.Window(Reference, 1000, seed: 11, columns => Array.Fill((string?[])columns[2], "gold", 0, 150)));
        var signal = Alarms(report).ShouldHaveSingleItem();
        (signal.Monitor, signal.Subject).ShouldBe(("feature-drift", "plan"));
        signal.Detail.ShouldBe("other texts 15.2 %, was 0.0 %");
    }

    [Fact]
    public void A_burst_of_missing_values_alarms()
    {
        var signal = Alarms(
            Judge(SampleTraffic.Window(Reference, 1000, seed: 12, columns => Array.Fill((double[])columns[0], double.NaN, 0, 100))))
                .ShouldHaveSingleItem();
        (signal.Monitor, signal.Subject).ShouldBe(("missing-rate", "age"));
        signal.Value.ShouldBe(0.15, 0.02);
        signal.Low!.Value.ShouldBeLessThan(signal.Value);
        signal.High!.Value.ShouldBeGreaterThan(signal.Value);
    }

    [Fact]
    public void Lost_quality_alarms_and_a_gain_does_not()
    {
        var lost = Judge(SampleTraffic.Window(Reference, 1500, seed: 13, label: label => 1 - label));
        Alarms(lost).Select(signal => signal.Subject).ShouldBe(["auc", "brier"]);
        var auc = Alarms(lost)[0];
        auc.Value.ShouldBe(0.19, 0.05);
        auc.Low!.Value.ShouldBeLessThan(auc.Value);
        auc.Detail.ShouldContain("was 0.8");

        var gained = new MonitorWindow(Reference, SampleTraffic.Start, SampleTraffic.Start.AddDays(1));
        for (var row = 0; row < 1000; row++)
        {
            gained.AddLabel((ulong)row, [row % 2 == 0 ? 0.1 + (row * 1e-5) : 0.9 - (row * 1e-5)], row % 2, TimeSpan.FromHours(1));
        }

        Alarms(Judge(gained)).ShouldAllBe(signal => signal.Monitor == "traffic");
    }

    [Fact]
    public void A_tiny_effect_in_a_large_window_is_significant_and_no_alarm()
    {
        var report = Judge(
            SampleTraffic.Window(
                SampleTraffic.Reference(50_000), 100_000, seed: 14, columns => Change((double[])columns[0], age => age + 1.2)));
        var age = Of(report, "feature-drift", "age");
        age.PValue!.Value.ShouldBeLessThan(Settings.Level);
        age.Effect.ShouldBe(0.08, 0.01);
        Alarms(report).ShouldBeEmpty();
    }

    [Fact]
    public void A_threshold_that_is_set_replaces_the_learned_one()
    {
        var window = SampleTraffic.Window(Reference, 1000, seed: 10, columns => Change((double[])columns[0], age => age + 6));
        var report = Judge(window, Settings with { FeatureDrift = new DriftSettings { Threshold = 0.7 } });
        Of(report, "feature-drift", "age").Threshold.ShouldBe(0.7);
        Alarms(report).ShouldBeEmpty();
    }

    [Fact]
    public void What_is_switched_off_or_left_out_gives_no_signal()
    {
        var report = Judge(
            SampleTraffic.Window(Reference, 100, seed: 1),
            Settings with { Ignore = ["age"], PredictionDrift = new DriftSettings { Enabled = false } });
        report.Signals.ShouldNotContain(signal => signal.Subject == "age" || signal.Monitor == "prediction-drift");
        report.Signals.ShouldContain(signal => signal.Monitor == "feature-drift" && signal.Subject == "plan");
    }

    [Fact]
    public void Values_of_days_are_not_compared_and_their_absence_is()
    {
        var report = Judge(SampleTraffic.Window(Reference, 500, seed: 1));
        report.Signals.ShouldNotContain(signal => signal.Monitor == "feature-drift" && signal.Subject == "day");
        Of(report, "missing-rate", "day").Value.ShouldBe(0);
    }

    [Fact]
    public void An_empty_window_is_an_alarm_of_traffic()
    {
        var report = Judge(
            new MonitorWindow(Reference, SampleTraffic.Start, SampleTraffic.Start.AddDays(1)),
            Settings with { Traffic = new TrafficSettings { MaxSilence = TimeSpan.FromHours(6) } });
        Alarms(report).Select(signal => (signal.Monitor, signal.Subject)).ShouldBe([("traffic", "rows"), ("traffic", "silence")]);
        Of(report, "traffic", "rows").Detail.ShouldBe("no predictions");
    }

    [Fact]
    public void Traffic_is_held_against_the_windows_before()
    {
        var window = SampleTraffic.Window(Reference, 60, seed: 1);
        Of(Judge(window, history: Past(4, 1000)), "traffic", "change").Alarm.ShouldBeFalse("four windows are too few");
        var signal = Of(Judge(window, history: Past(7, 1000)), "traffic", "change");
        signal.Alarm.ShouldBeTrue();
        signal.Effect.ShouldBe(1000 / 60.0, 1e-12);
        Of(Judge(window, history: Past(7, 100)), "traffic", "change").Alarm.ShouldBeFalse();

        static MonitorHistory Past(int windows, long rows) => new([.. Enumerable.Repeat(new PastWindow(rows, false), windows)]);
    }

    [Fact]
    public void Refusals_and_errors_are_counted_and_tested()
    {
        var window = SampleTraffic.Window(Reference, 950, seed: 15);
        window.AddRefusals("TR1905", "age", 40);
        window.AddRefusals("TR1901", null, 10);
        window.AddRequests(Enumerable.Repeat(0.5, 50).ToArray(), errors: 50);
        var report = Judge(window, Settings with { Latency = new LatencySettings { Limit = TimeSpan.FromMilliseconds(250) } });
        Alarms(report).Select(signal => (signal.Monitor, signal.Subject)).ShouldBe(
            [("errors", "requests"), ("latency", "p99"), ("contract-violations", "all"), ("contract-violations", "TR1905 age")]);
        var all = Of(report, "contract-violations", "all");
        (all.Value, all.Rows, all.Detail).ShouldBe((0.05, 1000, "50 of 1000 rows were refused"));

        // scipy.stats.binomtest(50, 1000).proportion_ci(method="exact") of SciPy 1.10.1
        all.Low!.Value.ShouldBe(0.03733539760466065, 1e-9);
        all.High!.Value.ShouldBe(0.06539048791549365, 1e-9);
        Of(report, "latency", "p99").Value.ShouldBe(0.5);
    }

    [Fact]
    public void Labels_tell_their_coverage_and_delay()
    {
        var window = SampleTraffic.Window(Reference, 100, seed: 16);
        Of(Judge(window), "label-coverage", "labels").Detail.ShouldBe(
            "100 of 100 rows have a label; half arrived within 2 days, nine of ten within 2 days");
        var few = new MonitorWindow(Reference, SampleTraffic.Start, SampleTraffic.Start.AddDays(1));
        few.Add(SampleTraffic.Draw(80, 1).Rows, SampleTraffic.Draw(80, 1).Outcome.Scores, SampleTraffic.Start);
        few.AddDue(80);
        few.AddLabel(1, [0.5], 1, TimeSpan.FromMinutes(30));
        var report = Judge(few, Settings with { Performance = new PerformanceSettings { MinCoverage = 0.1 } });
        Alarms(report).ShouldHaveSingleItem().Subject.ShouldBe("labels");
        Of(report, "performance", "auc").Detail.ShouldBe("too few labels to measure: 1 of at least 200; no change would be seen");
    }

    [Fact]
    public void A_column_that_is_not_logged_is_an_alarm_and_the_others_are_watched()
    {
        var window = new MonitorWindow(Reference, SampleTraffic.Start, SampleTraffic.Start.AddDays(1));
        var (rows, outcome) = SampleTraffic.Draw(1000, 17);
        var without = new Trestle.Rows.Blocks.RowSchema(rows.Schema.Columns.Where(column => column.Name != "age").Reverse());
        window.Add(rows.Project(without, "test"), outcome.Scores, SampleTraffic.Start);
        var report = Judge(window);
        Alarms(report).Select(signal => (signal.Monitor, signal.Subject)).ShouldBe([("missing-rate", "age"), ("feature-drift", "age")]);
        Alarms(report)[0].Detail.ShouldBe("the monitor failed: TR2101 the logged rows have no column 'age' of the kind used in training");
    }

    [Fact]
    public void A_monitor_that_fails_is_an_alarm_and_tells_no_values()
    {
        var view = new MonitorView(Reference, SampleTraffic.Window(Reference, 100, seed: 1), Settings, MonitorHistory.None);
        var report = WindowJudge.Judge([new Broken(early: false), new Broken(early: true), new Traffic()], "live", 3, view, Cancellation);
        report.Signals.Select(signal => (signal.Subject, signal.Alarm, signal.Detail)).ShouldBe(
        [
            ("something", true, "the monitor failed: InvalidOperationException"),
            ("broken", true, "the monitor failed: InvalidOperationException"),
            ("rows", false, "100 rows predicted"),
            ("change", false, "nothing to compare with: 0 windows before"),
        ]);
        (report.Deployment, report.Version, report.From).ShouldBe(("live", 3, SampleTraffic.Start));
    }

    [Fact]
    public void A_judgement_can_be_cancelled()
    {
        var view = new MonitorView(Reference, SampleTraffic.Window(Reference, 100, seed: 1), Settings, MonitorHistory.None);
        Should.Throw<OperationCanceledException>(() => WindowJudge.Judge("live", 1, view, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void The_history_of_reports_corrects_the_p_values_of_the_next()
    {
        var window = SampleTraffic.Window(Reference, 1000, seed: 10, columns => Change((double[])columns[0], age => age + 6));
        var first = Judge(window);
        var history = MonitorHistory.Of([first, Judge(SampleTraffic.Window(Reference, 500, seed: 1))]);
        history.Windows.Count(past => past.Tested).ShouldBe(1);
        history.Windows.Sum(past => past.Rows).ShouldBe(1500);
        var second = Judge(window, history: history);
        (
            Of(first, "feature-drift", "age").PValue / Of(second, "feature-drift", "age").PValue)!.Value.ShouldBe(2, 1e-9,
            "one alarm before gives level back");
    }

    [Fact]
    public void A_report_is_a_document()
    {
        var report = Judge(SampleTraffic.Window(Reference, 300, seed: 18));
        var again = Json.Read<SignalReport>(Json.Write(report));
        again.Signals.ShouldBe(report.Signals);
        System.Text.Encoding.UTF8.GetString(Json.Write(report))
            .ShouldContain("{\"monitor\":\"traffic\",\"subject\":\"rows\",\"from\":\"2026-03-01T00:00:00+00:00\"");
    }

    private static SignalReport Judge(MonitorWindow window, MonitorSettings? settings = null, MonitorHistory? history = null) =>
        WindowJudge.Judge(
            "live", 1, new MonitorView(window.Reference, window, settings ?? Settings, history ?? MonitorHistory.None), Cancellation);

    private static Signal Of(SignalReport report, string monitor, string subject) =>
        report.Signals.Single(signal => signal.Monitor == monitor && signal.Subject == subject);

    private static IReadOnlyList<Signal> Alarms(SignalReport report) => [.. report.Signals.Where(signal => signal.Alarm)];

    private static void Change(double[] values, Func<double, double> change)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = change(values[i]);
        }
    }

    private sealed class Broken(bool early) : IMonitor
    {
        public string Name => "broken";

        public IReadOnlyList<string> Subjects(MonitorView view) => early ? throw new InvalidOperationException("secret 1") : ["something"];

        public Finding Watch(MonitorView view, string subject, CancellationToken cancellation) =>
            throw new InvalidOperationException("secret 2");
    }
}
