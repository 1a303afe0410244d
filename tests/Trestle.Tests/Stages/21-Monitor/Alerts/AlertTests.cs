using Shouldly;

using Trestle.Core.Errors;
using Trestle.Stages.Monitor.Alerts;
using Trestle.Stages.Monitor.Signals;
using Trestle.Storage.Records;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.Monitor.Alerts;

public sealed class AlertTests : IAsyncLifetime
{
    private static readonly Signal Drift = new(
        "drift", "age", default, default, 100, 0.4, 0.4, 0.2, 0.001, null, null, true, "PSI 0.4, at most 0.2");
    private static readonly Signal Calm = Drift with { Alarm = false, Detail = "PSI 0.1, at most 0.2" };

    private readonly TempFolder folder = new();
    private readonly StillClock clock = new();
    private RecordStore records = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => records = await RecordStore.OpenAsync(folder.At("records.db"), clock, Cancellation);

    [Fact]
    public async Task A_cause_opens_one_alert_however_often_it_is_seen_and_calm_resolves_it()
    {
        var book = Book();
        (await book.TakeAsync(Report(2, Drift), Cancellation)).ShouldHaveSingleItem().State.ShouldBe(AlertState.Open);
        clock.Now += TimeSpan.FromDays(1);
        (await book.TakeAsync(Report(2, Drift), Cancellation)).ShouldBeEmpty();
        (await book.TakeAsync(Report(2, Calm), Cancellation)).ShouldBeEmpty();
        (await book.TakeAsync(Report(2, Drift), Cancellation)).ShouldBeEmpty();
        (await book.TakeAsync(Report(2, Calm), Cancellation)).ShouldBeEmpty();
        (await book.TakeAsync(Report(2, Calm), Cancellation)).ShouldHaveSingleItem().State.ShouldBe(AlertState.Resolved);
        (await book.TakeAsync(Report(2, Calm), Cancellation)).ShouldBeEmpty();
        (await book.TakeAsync(Report(3, Drift), Cancellation)).ShouldHaveSingleItem().Number.ShouldBe(2);

        (await records.Audit.LastAsync(10, null, Cancellation))
            .Select(entry => (entry.Note.Who, entry.Note.Action, entry.Note.Reason)).ShouldBe(
        [
            ("monitor", "alert.opened", Drift.Detail),
            ("monitor", "alert.resolved", "not seen in 2 windows"),
            ("monitor", "alert.opened", Drift.Detail),
        ]);
    }

    [Fact]
    public async Task Whoever_acknowledges_or_resolves_stands_with_the_alert()
    {
        var book = Book();
        await book.TakeAsync(Report(2, Drift), Cancellation);
        (await book.AcknowledgeAsync("churn/drift/age", "ann", "looking", Cancellation))!.By.ShouldBe("ann");
        (await book.AcknowledgeAsync("churn/drift/age", "bob", "me too", Cancellation)).ShouldBeNull();
        (await book.TakeAsync(Report(2, Drift), Cancellation)).ShouldBeEmpty();
        (await book.ListAsync(Cancellation)).ShouldHaveSingleItem().State.ShouldBe(AlertState.Acknowledged);
        (await book.ResolveAsync("churn/drift/age", "ann", "a holiday", Cancellation))!.Reason.ShouldBe("a holiday");
        (await book.ResolveAsync("churn/drift/age", "ann", "again", Cancellation)).ShouldBeNull();
        (await book.ResolveAsync("churn/drift/none", "ann", "again", Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task A_silenced_alert_is_recorded_and_announced_when_it_is_seen_after_the_silence()
    {
        var (book, silences) = (Book(), new SilenceStore(records, clock));
        await silences.AddAsync("churn/drift/*", TimeSpan.FromHours(2), "ann", "a holiday", Cancellation);
        (await book.TakeAsync(Report(2, Drift), Cancellation)).ShouldHaveSingleItem().Announced.ShouldBeFalse();
        (await NoticesAsync()).ShouldBeEmpty();
        clock.Now += TimeSpan.FromHours(3);
        (await silences.ListAsync(Cancellation)).ShouldBeEmpty();
        (await book.TakeAsync(Report(2, Drift), Cancellation)).ShouldBeEmpty();
        (await NoticesAsync()).ShouldBe(["churn/drift/age#1:opened"]);
        (await book.ListAsync(Cancellation)).ShouldHaveSingleItem().Announced.ShouldBeTrue();

        // What was announced is also announced as resolved, whatever is silenced by then.
        await silences.AddAsync("*", TimeSpan.FromDays(1), "ann", "all of it", Cancellation);
        await book.ResolveAsync("churn/drift/age", "ann", "mended", Cancellation);
        (await NoticesAsync()).ShouldBe(["churn/drift/age#1:opened", "churn/drift/age#1:resolved"]);
        (await records.Audit.LastAsync(9, null, Cancellation)).Select(entry => entry.Note.Action)
            .ShouldBe(["alert.resolved", "alert.silenced", "alert.opened", "alert.silenced"]);
    }

    [Fact]
    public async Task An_alert_that_was_never_announced_is_not_announced_as_resolved()
    {
        await new SilenceStore(records, clock).AddAsync("churn/*", TimeSpan.FromHours(2), "ann", "a holiday", Cancellation);
        await Book().TakeAsync(Report(2, Drift), Cancellation);
        await Book().AcknowledgeAsync("churn/drift/age", "ann", "seen", Cancellation);
        await Book().ResolveAsync("churn/drift/age", "ann", "mended", Cancellation);
        (await NoticesAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("churn/drift/age", "churn/drift/age", true)]
    [InlineData("churn/drift/*", "churn/drift/age", true)]
    [InlineData("*/age", "churn/drift/age", true)]
    [InlineData("*", "churn/drift/age", true)]
    [InlineData("churn/drift/a", "churn/drift/age", false)]
    [InlineData("Churn/drift/age", "churn/drift/age", false)]
    [InlineData("other/*", "churn/drift/age", false)]
    [InlineData("churn/drift/a\\b", "churn/drift/a\\b", true)]
    public void A_silence_covers_the_causes_of_its_pattern(string pattern, string cause, bool covered) =>
        new Silence(pattern, default, "ann", "", default).Covers(cause).ShouldBe(covered);

    [Fact]
    public async Task A_silence_is_replaced_ended_and_refused_when_it_makes_no_sense()
    {
        var silences = new SilenceStore(records, clock);
        await silences.AddAsync("churn/*", TimeSpan.FromHours(1), "ann", "a", Cancellation);
        await silences.AddAsync("churn/*", TimeSpan.FromHours(5), "bob", "b", Cancellation);
        (await silences.ListAsync(Cancellation)).ShouldHaveSingleItem().Until.ShouldBe(clock.Now + TimeSpan.FromHours(5));
        (await Should.ThrowAsync<TrestleException>(() => silences.EndAsync("churn/", "ann", "c", Cancellation)))
            .Problems[0].Code.ShouldBe("TR2118");
        await silences.EndAsync("churn/*", "ann", "c", Cancellation);
        (await silences.ListAsync(Cancellation)).ShouldBeEmpty();
        foreach (var (pattern, hours) in new[] { ("", 1.0), ("x\n", 1), ("x", 0.001), ("x", 9000) })
        {
            (await Should.ThrowAsync<TrestleException>(
                () => silences.AddAsync(pattern, TimeSpan.FromHours(hours), "ann", "", Cancellation))).Problems[0].Code.ShouldBe("TR2117");
        }
    }

    public ValueTask DisposeAsync()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private static SignalReport Report(int version, Signal signal) => new("churn", version, default, default, [signal]);

    private AlertStore Book() => new(records, new AlertSettings(), clock);

    private async Task<IReadOnlyList<string>> NoticesAsync() =>
        [.. (await records.Documents.ListAsync("notice", Cancellation)).Select(document => document.Name)];
}
