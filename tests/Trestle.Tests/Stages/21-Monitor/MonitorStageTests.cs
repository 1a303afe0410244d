using Shouldly;

using Trestle.Core.Errors;
using Trestle.Stages.Monitor.Alerts;
using Trestle.Stages.Monitor.Signals;

using Xunit;

using Traffic = Trestle.Tests.Stages.Monitor.WatchedModel.Traffic;

namespace Trestle.Tests.Stages.Monitor;

/// <summary>The stage as a whole: from the prediction logs of hosts to reports on record and alerts.</summary>
public sealed class MonitorStageTests(WatchedModel model) : IClassFixture<WatchedModel>
{
    private const string Learned = "level: 1%";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Traffic_like_the_training_is_no_alarm_and_each_window_is_judged_once()
    {
        model.Write("calm", 1, traffic => traffic.Hour(0).Hour(1));
        var made = await model.AdvanceAsync("calm", 2.5, Learned);
        made.Select(report => (report.From, report.To)).ShouldBe(
            [(WatchedModel.Start, WatchedModel.Start.AddHours(1)), (WatchedModel.Start.AddHours(1), WatchedModel.Start.AddHours(2))]);
        made.SelectMany(report => report.Signals)
            .ShouldAllBe(
                signal => !signal.Alarm, string.Join('\n', made.SelectMany(report => report.Signals).Where(signal => signal.Alarm)));
        var auc = Of(made[0], "performance", "auc");
        auc.Rows.ShouldBe(300);
        auc.Low!.Value.ShouldBeInRange(0.85, auc.Value);
        auc.High!.Value.ShouldBeInRange(auc.Value, 1);
        auc.PValue!.Value.ShouldBeGreaterThan(0.01);
        Of(made[0], "label-coverage", "labels").Detail.ShouldBe(
            "300 of 300 rows have a label; half arrived within 2 minutes, nine of ten within 2 minutes");

        (await model.AdvanceAsync("calm", 2.9, Learned)).ShouldBeEmpty();
        Directory.GetFiles(model.Log("calm").SegmentFolder).ShouldBeEmpty("finished segments are archived");
    }

    [Fact]
    public async Task The_same_traffic_is_judged_alike_whatever_the_name_of_its_host()
    {
        // A host's name is random: a simulation, run again, must not come to other decisions.
        model.Write("one-host", 1, traffic => traffic.Hour(0));
        model.Write("other-host", 1, traffic => traffic.Hour(0), host: 0xcdef012345);
        var (one, other) = (
            Of((await model.AdvanceAsync("one-host", 1, Learned))[0], "performance", "auc"),
            Of((await model.AdvanceAsync("other-host", 1, Learned))[0], "performance", "auc"));
        one.Low!.Value.ShouldBeLessThan(one.High!.Value);
        (other.Low, other.High, other.PValue).ShouldBe((one.Low, one.High, one.PValue));
    }

    [Fact]
    public async Task Drift_is_an_alarm_an_alert_and_a_report_on_record()
    {
        model.Write("drift", 1, traffic => traffic.Hour(0).Hour(1, x: x => x + 0.3));
        var made = await model.AdvanceAsync("drift", 2, Learned);
        Alarms(made[0]).ShouldBeEmpty();
        var signal = Of(made[1], "feature-drift", "x");
        signal.Alarm.ShouldBeTrue();
        signal.Effect.ShouldBe(1.04, 0.15, "0.3 in deviations of a uniform number");
        (await AlertsAsync("drift")).ShouldBe([("drift/feature-drift/x", AlertState.Open)]);

        var unusual = Of(made[1], "unusual-values", "x");
        unusual.Alarm.ShouldBeFalse("drift is the alarm");
        unusual.Value.ShouldBe(0.3, 0.08, "0.3 of a uniform number is beyond 1");
        unusual.Detail.ShouldBe($"{unusual.Value * 300:0} out-of-range in 300 rows");
    }

    [Fact]
    public async Task Refused_rows_of_answered_requests_count_as_rows_and_not_as_requests()
    {
        model.Write("rows", 1, traffic => traffic.Hour(0).RefusedRows(0, 200, "TR1917", "x", 90).RefusedRows(0, 200, "TR1918", "z", 10));
        var made = (await model.AdvanceAsync("rows", 1, Learned)).ShouldHaveSingleItem();
        Of(made, "contract-violations", "all").Detail.ShouldBe("100 of 400 rows were refused");
        Of(made, "contract-violations", "TR1917 x").Detail.ShouldBe("90 of 400 rows were refused");
        Of(made, "errors", "requests").Detail.ShouldBe("0 of 300 requests ended with an error");
    }

    [Fact]
    public async Task The_running_window_has_an_end_and_what_there_is_of_it_is_judged_without_a_record()
    {
        model.Write("running", 1, traffic => traffic.Hour(0).Hour(1, x: x => x + 0.3));
        await model.AdvanceAsync("running", 1.5, Learned);
        var running = await model.At(1.5).RunningAsync("running", 1, WatchedModel.Start, Cancellation);
        (running.From, running.To).ShouldBe((WatchedModel.Start.AddHours(1), WatchedModel.Start.AddHours(2)));
        (running.Judged, running.Waiting).ShouldBe((1, 0));

        var preview = await model.At(1.5).PreviewAsync("running", model.Log("running"), 1, WatchedModel.Start, Cancellation);
        (preview.From, preview.To).ShouldBe((running.From, WatchedModel.Start.AddHours(1.5)));
        Of(preview, "feature-drift", "x").Rows.ShouldBe(150);
        Of(preview, "feature-drift", "x").Alarm.ShouldBeTrue();
        Of(preview, "traffic", "change").Alarm.ShouldBeFalse();
        (await AlertsAsync("running")).ShouldBeEmpty();
        (await model.At(1.5).ReportsAsync("running", 1, Cancellation)).Count.ShouldBe(1);

        // Windows that are over and not judged are said, and the running one is the last.
        var late = await model.At(4.2).RunningAsync("running", 1, WatchedModel.Start, Cancellation);
        (late.From, late.Waiting).ShouldBe((WatchedModel.Start.AddHours(4), 3));
        (await model.AdvanceAsync("running", 2, Learned)).ShouldHaveSingleItem().To.ShouldBe(WatchedModel.Start.AddHours(2));
        (await AlertsAsync("running")).ShouldBe([("running/feature-drift/x", AlertState.Open)]);
    }

    [Fact]
    public async Task A_window_that_two_judge_at_once_raises_its_alert_once()
    {
        model.Write("twice", 1, traffic => traffic.Hour(0, x: x => x + 0.3));
        await model.AdvanceAsync("twice", 0.5, Learned);
        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ =>
            model.At(1).AdvanceAsync("twice", model.Log("twice"), 1, WatchedModel.Start, Cancellation)));
        both.Sum(made => made.Count).ShouldBe(1);
        (await new AlertStore(model.Records, new AlertSettings(), TimeProvider.System).ListAsync(Cancellation))
            .Single(alert => alert.Deployment == "twice").Windows.ShouldBe(1);
    }

    [Fact]
    public async Task Both_distributions_are_there_to_be_drawn_also_beyond_what_the_training_saw()
    {
        model.Write("both", 1, traffic => traffic.Hour(0).Hour(1, x: x => x + 1));
        var same = (await model.DistributionsAsync("both", "x", 0))!;
        (same.Numeric, same.Rows, same.Groups.Count).ShouldBe((true, 300, 24));
        same.Reference.Sum().ShouldBe(1, 1e-9);
        same.Window.Sum().ShouldBe(1, 1e-9);
        same.Window.Zip(same.Reference, (a, b) => Math.Abs(a - b)).Sum().ShouldBeLessThan(0.5, "two samples of one distribution");

        var moved = (await model.DistributionsAsync("both", "x", 1))!;
        moved.Reference.Skip(17).Sum().ShouldBe(0, "the training saw nothing above 1");
        moved.Window.Take(8).Sum().ShouldBe(0);
        moved.Window.Sum().ShouldBe(1, 1e-9);

        var texts = (await model.DistributionsAsync("both", "z", 0))!;
        texts.Groups.Order(StringComparer.Ordinal).ShouldBe(["a", "all others", "b", "c"]);
        texts.Window[^1].ShouldBe(0);
        (await model.DistributionsAsync("both", "score", 0)).ShouldNotBeNull().Rows.ShouldBe(300);
        (await model.DistributionsAsync("both", "nowhere", 0)).ShouldBeNull();
        (await model.DistributionsAsync("both", "x", 7))!.Rows.ShouldBe(0);
    }

    [Fact]
    public async Task A_threshold_is_learned_or_set()
    {
        model.Write("threshold", 1, traffic => traffic.Hour(0, x: x => x + 0.2));
        var learned = Of((await model.AdvanceAsync("threshold", 1, Learned)).ShouldHaveSingleItem(), "feature-drift", "x");
        learned.Threshold.ShouldBeInRange(0.2, 0.35);
        learned.Alarm.ShouldBeTrue(learned.ToString());

        model.Write("threshold-set", 1, traffic => traffic.Hour(0, x: x => x + 0.2));
        var set = Of(
            (await model.AdvanceAsync("threshold-set", 1, "feature-drift: {threshold: 0.9}")).ShouldHaveSingleItem(), "feature-drift", "x");
        (set.Effect, set.Threshold, set.Alarm).ShouldBe((learned.Effect, 0.9, false));
    }

    [Fact]
    public async Task Predictions_that_drift_alarm()
    {
        model.Write("scores", 1, traffic => traffic.Hour(0, score: score => 0.9 + (score / 10)));
        var signal = Of(
            (await model.AdvanceAsync("scores", 1, "missing-rate: {enabled: false}", predictions: true)).ShouldHaveSingleItem(),
            "prediction-drift", "score");
        signal.Alarm.ShouldBeTrue(signal.ToString());
    }

    [Fact]
    public async Task Lost_quality_alarms_with_its_interval()
    {
        model.Write("quality", 1, traffic => traffic.Hour(0, flip: true));
        var made = (await model.AdvanceAsync("quality", 1, Learned)).ShouldHaveSingleItem();
        var signal = Alarms(made).ShouldHaveSingleItem();
        (signal.Monitor, signal.Subject, signal.Rows).ShouldBe(("performance", "auc", 300));
        signal.Value.ShouldBeLessThan(0.15);
        signal.Low!.Value.ShouldBeLessThan(signal.Value);
        signal.High!.Value.ShouldBeGreaterThan(signal.Value);
        signal.PValue!.Value.ShouldBeLessThan(1e-6);
    }

    [Fact]
    public async Task Labels_that_come_again_contradict_or_are_nobodys_change_nothing_but_what_is_told()
    {
        model.Write("labels", 1, traffic => traffic.Hour(0));
        model.Write("labels-odd", 1, traffic =>
        {
            // Before the right labels come wrong ones for ten rows, and twenty for nothing; later another host's, and no id.
            for (var i = 0; i < 10; i++)
            {
                traffic.Label(WatchedModel.Start.AddSeconds(1), Traffic.Id(0, i), "maybe");
            }

            traffic.Hour(0);
            for (var i = 0; i < 20; i++)
            {
                traffic.Label(WatchedModel.Start.AddMinutes(5), Traffic.Id(5, i), "yes");
            }

            traffic.Label(WatchedModel.Start.AddMinutes(5), "00000000000000ff-1-0", "yes");
            traffic.Label(WatchedModel.Start.AddMinutes(5), "robert'); drop table", "yes");
        });
        model.Write("labels-odd", 2, traffic =>
        {
            // The same host says the same of rows again.
            foreach (var i in Enumerable.Range(0, 5))
            {
                traffic.Label(WatchedModel.Start.AddMinutes(6), Traffic.Id(7, i), "yes")
                    .Label(WatchedModel.Start.AddMinutes(7), Traffic.Id(7, i), "yes");
            }

            // A row that its request did not have is nobody's. Version 2 knows a class more.
            traffic.Label(WatchedModel.Start.AddMinutes(50), $"{Traffic.Id(0, 298)[..^2]}.2-1", "yes");
            traffic.Hour(0, rows: 3, version: 2, labels: false, sequences: 900);
            for (var i = 0; i < 3; i++)
            {
                traffic.Label(WatchedModel.Start.AddMinutes(50), Traffic.Id(0, 900 + i), "maybe");
            }
        });
        var plain = (await model.AdvanceAsync("labels", 1, Learned)).ShouldHaveSingleItem();
        var odd = (await model.AdvanceAsync("labels-odd", 1, Learned)).ShouldHaveSingleItem();
        Of(odd, "performance", "auc").ShouldBe(Of(plain, "performance", "auc"));
        Of(odd, "label-coverage", "labels").Detail.ShouldBe(
            Of(
                plain, "label-coverage",
                "labels").Detail + "; 5 were repeated; 10 contradicted an earlier one; 28 belonged to no prediction"
            + "; 3 are of a class or value that the model does not know");
    }

    [Fact]
    public async Task A_label_that_comes_after_its_window_was_judged_is_too_late_and_one_before_is_not()
    {
        model.Write("late", 1, traffic => traffic.Hour(0, labels: false).Label(WatchedModel.Start.AddMinutes(59), Traffic.Id(0, 3), "yes"));
        var made = (await model.AdvanceAsync("late", 1, "performance: {min-coverage: 50%}")).ShouldHaveSingleItem();
        var coverage = Of(made, "label-coverage", "labels");
        (coverage.Rows, coverage.Value, coverage.Alarm).ShouldBe((300, 1 / 300.0, true));
        Of(made, "performance", "auc").Detail.ShouldBe("too few labels to measure: 1 of at least 200; no change would be seen");

        model.Write("late", 2, traffic => traffic.Hour(1).Label(WatchedModel.Start.AddMinutes(90), Traffic.Id(0, 4), "yes"));
        made = (await model.AdvanceAsync("late", 2, "performance: {min-coverage: 50%}")).ShouldHaveSingleItem();
        Of(made, "performance", "auc").Rows.ShouldBe(300, "of the second window alone");
        Of(made, "label-coverage", "labels").Detail.ShouldEndWith("2 minutes; 1 came after their window was over");

        (await AlertsAsync("late")).ShouldContain(("late/label-coverage/labels", AlertState.Open));
    }

    [Fact]
    public async Task Quality_is_judged_on_predictions_as_old_as_labels_take_and_none_is_missed_before()
    {
        model.Write("delay", 1, traffic => traffic.Hour(0, flip: true).Hour(1, rows: 100, labels: false).Hour(2, rows: 100, labels: false));
        var made = await model.AdvanceAsync("delay", 3, "label-delay: 2h, performance: {min-coverage: 90%}");
        made.Count.ShouldBe(3);
        made.Take(2).SelectMany(report => report.Signals).Where(signal => signal.Monitor is "label-coverage" or "performance")
            .ShouldAllBe(signal => !signal.Alarm);
        Of(made[0], "label-coverage", "labels").Detail.ShouldBe("no label is due");
        var auc = Of(made[2], "performance", "auc");
        (auc.Rows, auc.Alarm).ShouldBe((300, true));
        var coverage = Of(made[2], "label-coverage", "labels");
        (coverage.Rows, coverage.Value, coverage.Alarm).ShouldBe((300, 1, false));
    }

    [Fact]
    public async Task A_window_without_a_prediction_is_an_alarm_of_traffic_alone()
    {
        model.Write("empty", 1, traffic => traffic.Hour(0));
        var made = await model.AdvanceAsync("empty", 2, "traffic: {max-silence: 30m}");
        Alarms(made[0]).ShouldBeEmpty();
        Alarms(made[1]).Select(signal => (signal.Monitor, signal.Subject)).ShouldBe([("traffic", "rows"), ("traffic", "silence")]);
        Of(made[1], "traffic", "rows").Detail.ShouldBe("no predictions");

        // Nothing was ever asked: there is no folder.
        Alarms((await model.AdvanceAsync("never", 1, Learned)).ShouldHaveSingleItem()).ShouldHaveSingleItem().Monitor.ShouldBe("traffic");
    }

    [Fact]
    public async Task What_another_version_or_a_shadow_scored_is_not_looked_at()
    {
        model.Write("others", 1, traffic => traffic.Hour(0));
        model.Write(
            "others", 2,
            traffic => traffic.Hour(20, version: 2, x: x => x + 5).Hour(
                0, rows: 50, version: 2, x: x => x + 5, labels: false).Hour(0, rows: 50, role: 2, x: x => x + 5, labels: false));
        var made = (await model.AdvanceAsync("others", 1, Learned)).ShouldHaveSingleItem();
        Of(made, "traffic", "rows").Rows.ShouldBe(300);
        Alarms(made).ShouldBeEmpty();
    }

    [Fact]
    public async Task Refusals_and_errors_of_hosts_alarm()
    {
        model.Write("refused", 1, traffic => traffic.Hour(0).Refusals(0, 40, 422, "TR1917", "x").Refusals(0, 30, 500, "TR1900", ""));
        var made = (await model.AdvanceAsync("refused", 1, Learned)).ShouldHaveSingleItem();
        Alarms(made).Select(signal => (signal.Monitor, signal.Subject))
            .ShouldBe([("errors", "requests"), ("contract-violations", "all"), ("contract-violations", "TR1917 x")]);
        Of(made, "errors", "requests").Value.ShouldBe(30 / 370.0, 1e-12);
        Of(made, "contract-violations", "all").Detail.ShouldBe("40 of 340 rows were refused");
    }

    [Fact]
    public async Task A_version_that_is_not_on_record_and_a_window_of_seconds_are_problems()
    {
        (
            await Should.ThrowAsync<TrestleException>(
                () => model.AdvanceAsync("unknown", 1, Learned, version: 9))).Problems[0].Code.ShouldBe("TR2105");
        (
            await Should.ThrowAsync<TrestleException>(
                () => model.AdvanceAsync("unknown", 1, Learned, window: "30s"))).Problems[0].Code.ShouldBe("TR2106");
    }

    private static Signal Of(SignalReport report, string monitor, string subject) =>
        report.Signals.Single(signal => signal.Monitor == monitor && signal.Subject == subject);

    private static IReadOnlyList<Signal> Alarms(SignalReport report) => [.. report.Signals.Where(signal => signal.Alarm)];

    private async Task<(string, AlertState)[]> AlertsAsync(string deployment) =>
        [
            .. (
                await new AlertStore(
                    model.Records, new AlertSettings(),
                    TimeProvider.System).ListAsync(Cancellation)).Where(alert => alert.Deployment == deployment)
                        .Select(alert => (alert.Cause,
                    alert.State))];
}
