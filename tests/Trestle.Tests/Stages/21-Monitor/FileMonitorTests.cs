using System.Globalization;
using System.Text;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Stages.Monitor.Signals;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.Monitor;

/// <summary>Rows of the past are judged from a file, without a server and without leaving a record.</summary>
public sealed class FileMonitorTests(WatchedModel model) : IClassFixture<WatchedModel>, IDisposable
{
    private readonly TempFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Rows_like_the_training_are_calm_and_their_labels_count()
    {
        var report = await model.JudgeAsync(Rows(300));
        (report.Version, report.Rows, report.Refused, report.Labels, report.Timeless).ShouldBe((1, 300, 0, 300, 0));
        var window = report.Windows.ShouldHaveSingleItem();
        window.Signals.Where(signal => signal.Alarm && signal.Monitor != "performance").ShouldBeEmpty();
        Of(window, "performance", "auc").Rows.ShouldBe(300);
        Of(window, "label-coverage", "labels").Detail.ShouldStartWith("300 of 300 rows have a label");
        window.Signals.ShouldNotContain(signal => signal.Monitor == "traffic" || signal.Monitor == "errors" || signal.Monitor == "latency");
    }

    [Fact]
    public async Task Drift_is_the_one_that_the_prediction_log_of_the_same_rows_shows_and_nothing_is_recorded()
    {
        model.Write("file-drift", 1, traffic => traffic.Hour(0, x: x => x + 0.3));
        var served = (await model.AdvanceAsync("file-drift", 1, "level: 1%")).ShouldHaveSingleItem();
        var before = (await model.Records.Audit.LastAsync(1000, null, Cancellation)).Count;
        var alerts = (await model.Records.Documents.ListAsync("alert", Cancellation)).Count;

        var window = (await model.JudgeAsync(Rows(300, x: x => x + 0.3))).Windows.ShouldHaveSingleItem();
        var signal = Of(window, "feature-drift", "x");
        signal.Alarm.ShouldBeTrue();
        signal.Effect.ShouldBe(Of(served, "feature-drift", "x").Effect, 1e-9);
        Of(window, "unusual-values", "x").Value.ShouldBe(Of(served, "unusual-values", "x").Value);

        (await model.Records.Audit.LastAsync(1000, null, Cancellation)).Count.ShouldBe(before);
        (await model.Records.Documents.ListAsync("alert", Cancellation)).Count.ShouldBe(alerts);
        (await model.Records.Documents.ListAsync("signals/small/1", Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Rows_with_a_time_are_divided_into_windows()
    {
        var file = Rows(600, at: i => i == 7 ? null : WatchedModel.Start.AddMinutes(20 + (i / 5)));
        var report = await model.JudgeAsync(file, "time: at\n");
        report.Timeless.ShouldBe(1);
        report.Windows.Select(window => (window.From, window.To)).ShouldBe(
            Enumerable.Range(0, 3).Select(hour => (WatchedModel.Start.AddHours(hour), WatchedModel.Start.AddHours(hour + 1))));
        report.Windows.Select(window => Of(window, "feature-drift", "x").Rows).ShouldBe([199, 300, 100]);
    }

    [Fact]
    public async Task Rows_that_break_the_contract_count_as_refused()
    {
        var file = folder.At("broken.jsonl");
        await File.WriteAllTextAsync(
            file,
            string.Concat(
                Enumerable.Range(0, 100).Select(i => i < 30 ? "{\"x\": 1e999, \"z\": \"a\"}\n" : Line(0.5, "a", null, null))),
            Cancellation);
        var report = await model.JudgeAsync(file);
        (report.Rows, report.Refused, report.Labels).ShouldBe((70, 30, 0));
        var window = report.Windows.ShouldHaveSingleItem();
        Of(window, "contract-violations", "all").Detail.ShouldBe("30 of 100 rows were refused");
        Of(window, "contract-violations", "contract x").Alarm.ShouldBeTrue();
    }

    [Fact]
    public async Task A_file_without_a_column_of_the_contract_or_with_times_that_are_none_is_refused()
    {
        var file = folder.At("other.csv");
        await File.WriteAllTextAsync(file, "z,y\na,yes\n", Cancellation);
        (await Should.ThrowAsync<TrestleException>(() => model.JudgeAsync(file))).Problems[0].Found.ShouldContain("'x'");

        var far = Rows(3000, at: i => WatchedModel.Start.AddHours(2 * i));
        (await Should.ThrowAsync<TrestleException>(() => model.JudgeAsync(far, "time: at\n"))).Problems[0].Code.ShouldBe("TR2107");
    }

    private static Signal Of(SignalReport report, string monitor, string subject) =>
        report.Signals.Single(signal => signal.Monitor == monitor && signal.Subject == subject);

    /// <summary>The rows of <see cref="WatchedModel.Traffic.Hour"/> of the first segment, as JSON lines.</summary>
    private string Rows(int count, Func<double, double>? x = null, Func<int, DateTimeOffset?>? at = null)
    {
        var random = new Random(1);
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            var (number, category, noise) = (random.NextDouble(), random.Next(3), random.NextDouble() * 0.3);
            var label = number + (category * 0.2) + noise > 0.85 ? "yes" : "no";
            text.Append(Line(x?.Invoke(number) ?? number, $"{"abc"[category]}", label, at?.Invoke(i)));
        }

        var file = folder.At("past.jsonl");
        File.WriteAllText(file, text.ToString());
        return file;
    }

    private static string Line(double x, string z, string? y, DateTimeOffset? at) =>
        $"{{\"x\": {x.ToString("R", CultureInfo.InvariantCulture)}, \"z\": \"{z}\""
            + (y is null ? "" : $", \"y\": \"{y}\"") + (at is null ? "" : $", \"at\": \"{at:yyyy-MM-dd HH:mm:ss}\"") + "}\n";
}
