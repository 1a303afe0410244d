using System.Net;

using Shouldly;

using Trestle.Core.Configuration;
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
    private readonly Clock clock = new();
    private readonly Receiver receiver = new();
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
    public async Task A_webhook_gets_a_signed_notice_of_every_change_once()
    {
        var book = Book();
        await book.TakeAsync(Report(2, Drift), Cancellation);
        await book.AcknowledgeAsync("churn/drift/age", "ann", "looking", Cancellation);
        (await Outbox().DeliverAsync(Cancellation)).ShouldBe(2);
        (await Outbox().DeliverAsync(Cancellation)).ShouldBe(0);

        receiver.Got.Select(got => got.Id).ShouldBe(["churn/drift/age#1:acknowledged", "churn/drift/age#1:opened"], ignoreOrder: true);
        foreach (var (id, timestamp, signature, body) in receiver.Got)
        {
            signature.ShouldBe(Trestle.Stages.Monitor.Alerts.Outbox.Sign("secret", id, timestamp, body));
        }

        receiver.Got.ShouldAllBe(got => got.Body.Contains("\"detail\":\"PSI 0.4, at most 0.2\""));
    }

    // The reference: printf 'id.1.{}' | openssl dgst -sha256 -hmac secret -binary | base64 (OpenSSL 3.0.17)
    [Fact]
    public void A_signature_is_the_one_that_others_compute() =>
        Trestle.Stages.Monitor.Alerts.Outbox.Sign("secret", "id", "1", "{}").ShouldBe("v1,490pAcC1LQ1k1cOcmH0da199+A88OKCj0Io4WnJlp68=");

    [Fact]
    public async Task A_webhook_that_hangs_or_fails_is_tried_again_later_and_never_again_once_it_took_the_notice()
    {
        await Book().TakeAsync(Report(2, Drift), Cancellation);
        receiver.Behave = Behaviour.Hang;
        (await Outbox().DeliverAsync(Cancellation)).ShouldBe(0);
        receiver.Behave = Behaviour.Fail;
        (await Outbox().DeliverAsync(Cancellation)).ShouldBe(0);
        receiver.Asked.ShouldBe(1);

        clock.Now += TimeSpan.FromSeconds(6);
        (await Outbox().DeliverAsync(Cancellation)).ShouldBe(0);
        receiver.Asked.ShouldBe(2);
        (await Outbox().WaitingAsync(Cancellation)).ShouldHaveSingleItem().NextAt.ShouldBe(clock.Now + TimeSpan.FromSeconds(10));

        receiver.Behave = Behaviour.Take;
        clock.Now += TimeSpan.FromSeconds(11);
        (await Outbox().DeliverAsync(Cancellation)).ShouldBe(1);
        (await Outbox().WaitingAsync(Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_webhook_that_is_gone_for_good_is_given_up_and_that_is_on_record()
    {
        await Book().TakeAsync(Report(2, Drift), Cancellation);
        receiver.Behave = Behaviour.Fail;
        for (var i = 0; i < 25; i++)
        {
            await Outbox().DeliverAsync(Cancellation);
            clock.Now += TimeSpan.FromHours(2);
        }

        receiver.Asked.ShouldBe(20);
        (await records.Audit.LastAsync(1, null, Cancellation))[0].Note.Action.ShouldBe("notice.dropped");
    }

    public ValueTask DisposeAsync()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        folder.Dispose();
        receiver.Dispose();
        return ValueTask.CompletedTask;
    }

    private static SignalReport Report(int version, Signal signal) => new("churn", version, default, default, [signal]);

    private AlertStore Book() => new(records, new AlertSettings(), clock);

    private Outbox Outbox() => new(
        records,
        new AlertSettings { Webhooks = [new WebhookSettings { Url = "http://receiver.test/hook", Key = new Secret("KEY", "secret") }] },
        new HttpClient(receiver, disposeHandler: false),
        clock,
        TimeSpan.FromMilliseconds(50));

    private enum Behaviour
    {
        Take,
        Fail,
        Hang,
    }

    private sealed class Receiver : HttpMessageHandler
    {
        public Behaviour Behave { get; set; }

        public int Asked { get; private set; }

        public List<(string Id, string Timestamp, string Signature, string Body)> Got { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked++;
            if (Behave == Behaviour.Hang)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            if (Behave == Behaviour.Fail)
            {
                return new HttpResponseMessage(HttpStatusCode.BadGateway);
            }

            Got.Add((
                request.Headers.GetValues(Trestle.Stages.Monitor.Alerts.Outbox.IdHeader).Single(),
                request.Headers.GetValues(Trestle.Stages.Monitor.Alerts.Outbox.TimestampHeader).Single(),
                request.Headers.GetValues(Trestle.Stages.Monitor.Alerts.Outbox.SignatureHeader).Single(),
                await request.Content!.ReadAsStringAsync(cancellationToken)));
            return new HttpResponseMessage(HttpStatusCode.NoContent);
        }
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
