using System.Text;

using Shouldly;

using Trestle.Core.Configuration;
using Trestle.Core.Errors;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Monitor.Alerts;
using Trestle.Storage.Records;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.Monitor.Alerts;

/// <summary>What becomes of a notice: each address has its own failures, its own back-off and its own end.</summary>
public sealed class OutboxTests : IAsyncLifetime
{
    private static readonly AttemptLimits Patient = new(TimeSpan.FromMinutes(5), TimeSpan.Zero);

    private readonly TempFolder folder = new();
    private readonly StillClock clock = new();
    private RecordStore records = null!;
    private HttpReceiver good = null!;
    private HttpReceiver bad = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A bad address and a good one on the same host.</summary>
    private AlertSettings Both => new()
    {
        PrivateNetworks = ["127.0.0.0/8"],
        Webhooks = [Webhook("bad", bad.Port), Webhook("good", good.Port)],
    };

    public async ValueTask InitializeAsync()
    {
        records = await RecordStore.OpenAsync(folder.At("records.db"), clock, Cancellation);
        (good, bad) = (await HttpReceiver.StartAsync(), await HttpReceiver.StartAsync());
    }

    [Fact]
    public async Task A_webhook_gets_a_signed_notice_of_every_change_once()
    {
        await AddAsync("age");
        var book = new AlertStore(records, Both, clock);
        await book.AcknowledgeAsync("churn/drift/age", "ann", "looking", Cancellation);
        (await DeliverAsync(Both)).ShouldBe(4);
        (await DeliverAsync(Both)).ShouldBe(0);
        good.Got.Select(got => got.Headers[WebhookChannel.IdHeader].ToString())
            .ShouldBe(["churn/drift/age#1:opened", "churn/drift/age#1:acknowledged"]);
        foreach (var (_, headers, body) in good.Got)
        {
            headers[WebhookChannel.SignatureHeader].ToString().ShouldBe(
                WebhookChannel.Sign("s3cr3t", headers[WebhookChannel.IdHeader]!, headers[WebhookChannel.TimestampHeader]!, body));
            body.ShouldContain("\"detail\":\"PSI 0.4\"");
        }
    }

    // The reference: printf 'id.1.{}' | openssl dgst -sha256 -hmac secret -binary | base64 (OpenSSL 3.0.17)
    [Fact]
    public void A_signature_is_the_one_that_others_compute() =>
        WebhookChannel.Sign("secret", "id", "1", "{}").ShouldBe("v1,490pAcC1LQ1k1cOcmH0da199+A88OKCj0Io4WnJlp68=");

    [Theory]
    [InlineData(500, "127.0.0.1 answered 500")]
    [InlineData(302, "127.0.0.1 answered 302; redirects are not followed")]
    [InlineData(404, "127.0.0.1 answered 404")]
    [InlineData(429, "127.0.0.1 answered 429")]
    public async Task A_bad_address_costs_a_good_one_nothing_and_its_failure_is_on_its_own_record(int answer, string why)
    {
        bad.Answer = answer;
        await AddAsync("age", "income");
        (await DeliverAsync(Both)).ShouldBe(2);
        (good.Got.Count, bad.Got.Count).ShouldBe((2, 1));
        var status = await StatusAsync(Both);
        (status[0].Waiting, status[0].State.Failures, status[0].State.Failure).ShouldBe((2, 1, why));
        (status[1].Waiting, status[1].State.Failures, status[1].State.Sent).ShouldBe((0, 0, 2));

        // It is left alone until its pause is over, then twice as long; the good one gets what is new at once.
        await AddAsync("region");
        (await DeliverAsync(Both)).ShouldBe(1);
        bad.Got.Count.ShouldBe(1);
        clock.Now += TimeSpan.FromSeconds(6);
        await DeliverAsync(Both);
        bad.Got.Count.ShouldBe(2);
        clock.Now += TimeSpan.FromSeconds(6);
        await DeliverAsync(Both);
        bad.Got.Count.ShouldBe(2);

        bad.Answer = 204;
        clock.Now += TimeSpan.FromSeconds(6);
        (await DeliverAsync(Both)).ShouldBe(3);
        (await StatusAsync(Both))[0].State.ShouldSatisfyAllConditions(
            state => state.Failures.ShouldBe(0), state => state.FailingSince.ShouldBeNull(), state => state.Sent.ShouldBe(3));
    }

    [Fact]
    public async Task An_address_that_never_answers_does_not_delay_the_others()
    {
        bad.Hangs = true;
        await AddAsync("age", "income");
        var held = new HeldTimers();
        using var connections = new ChannelConnections(Both, held);
        var delivering = new Outbox(records, Both, connections, Patient).DeliverAsync(Cancellation);
        while ((await StatusAsync(Both))[1].State.Sent < 2 || bad.Got.Count == 0)
        {
            await Task.Delay(5, Cancellation);
        }

        delivering.IsCompleted.ShouldBeFalse();
        held.Fire();
        (await delivering).ShouldBe(2);
        var failing = (await StatusAsync(Both))[0];
        (failing.Waiting, failing.State.Failures, failing.State.Failure).ShouldBe((2, 1, "no answer in time"));
    }

    [Fact]
    public async Task An_address_that_keeps_failing_is_an_alert_that_the_others_announce_and_that_ends_with_it()
    {
        bad.Answer = 503;
        await AddAsync("age");
        for (var i = 0; i < 4; i++)
        {
            await DeliverAsync(Both);
            clock.Now += TimeSpan.FromHours(1);
        }

        await DeliverAsync(Both);
        var cause = $"server/alerts/{(await StatusAsync(Both))[0].Name}";
        var alert = (await new AlertStore(records, Both, clock).ListAsync(Cancellation)).Single(alert => alert.Cause == cause);
        alert.State.ShouldBe(AlertState.Open);
        alert.Detail.ShouldEndWith("attempts in a row failed: 127.0.0.1 answered 503");
        good.Messages.ShouldContain(message => message.Contains("alert.opened") && message.Contains("answered 503"));

        bad.Answer = 200;
        clock.Now += TimeSpan.FromHours(1);
        await DeliverAsync(Both);
        await DeliverAsync(Both);
        (await new AlertStore(records, Both, clock).ListAsync(Cancellation)).Single(alert => alert.Cause == cause)
            .State.ShouldBe(AlertState.Resolved);
    }

    [Fact]
    public async Task An_address_that_is_gone_for_good_is_given_up_after_three_days_and_that_is_on_record()
    {
        bad.Answer = 500;
        await AddAsync("age");
        for (var i = 0; i < 37; i++)
        {
            await DeliverAsync(Both);
            clock.Now += TimeSpan.FromHours(2);
        }

        var dropped = (await records.Audit.LastAsync(100, "churn/drift/age", Cancellation))
            .Where(entry => entry.Note.Action == "notice.dropped").ShouldHaveSingleItem().Note;
        dropped.Reason.ShouldMatch(
            @"^churn/drift/age#1:opened to webhook:127\.0\.0\.1: 127\.0\.0\.1 answered 500, after \d+ attempts$");
        (await StatusAsync(Both))[0].State.Dropped.ShouldBe(1);
        good.Got.Count(got => got.Body.Contains("churn/drift/age#1", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task A_notice_that_is_refused_as_it_is_does_not_hold_up_the_others()
    {
        bad.Answer = 422;
        await AddAsync("age", "income");
        await DeliverAsync(Both);
        bad.Got.Count.ShouldBe(2);
        var status = (await StatusAsync(Both))[0];
        (status.Waiting, status.State.Dropped, status.State.Failures).ShouldBe((0, 2, 0));
        (await records.Audit.LastAsync(2, null, Cancellation)).ShouldAllBe(entry => entry.Note.Action == "notice.dropped");
    }

    [Fact]
    public async Task What_waits_for_a_channel_that_is_no_longer_configured_is_given_up_on_record()
    {
        bad.Answer = 500;
        await AddAsync("age");
        await DeliverAsync(Both);
        var left = Both with { Webhooks = [], Channels = [new SlackChannel { Url = WebAddress.Parse($"http://127.0.0.1:{good.Port}/") }] };
        await DeliverAsync(left);
        (await records.Audit.LastAsync(1, null, Cancellation))[0].Note.Reason
            .ShouldBe("churn/drift/age#1:opened to webhook:127.0.0.1: the channel is no longer configured");
        (await records.Documents.ListAsync("channel", Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_servers_that_deliver_at_once_send_a_notice_once()
    {
        await AddAsync("age");
        good.Hangs = true;
        var slow = DeliverAsync(Both with { Webhooks = [Webhook("good", good.Port)] });
        while (good.Got.Count == 0)
        {
            await Task.Delay(5, Cancellation);
        }

        (await DeliverAsync(Both with { Webhooks = [Webhook("good", good.Port)] })).ShouldBe(0);
        good.Got.Count.ShouldBe(1);
        await good.DisposeAsync();
        await slow;
    }

    [Fact]
    public async Task A_notice_of_an_earlier_version_goes_to_the_addresses_that_have_not_taken_it()
    {
        var notice = Samples.Notice();
        var old = new { Notice = notice, Taken = new[] { $"http://127.0.0.1:{bad.Port}/bad" }, Attempts = 3, NextAt = clock.Now };
        await records.Documents.PutAsync(
            "notice", notice.Id, Encoding.UTF8.GetString(Documents.Write(old)), 0, null, Cancellation);
        (await DeliverAsync(Both)).ShouldBe(1);
        (good.Got.Count, bad.Got.Count).ShouldBe((1, 0));
    }

    [Fact]
    public async Task Alertmanager_gets_open_alerts_again_every_minute_and_not_when_they_are_silenced_or_resolved()
    {
        var settings = Both with
        {
            Webhooks = [],
            Channels = [new AlertmanagerChannel { Url = WebAddress.Parse($"http://127.0.0.1:{good.Port}") }],
        };
        await AddAsync("age", "income");
        await DeliverAsync(settings);
        good.Got.Count.ShouldBe(3, "two notices, and both alerts again");
        await DeliverAsync(settings);
        good.Got.Count.ShouldBe(3);
        await new SilenceStore(records, clock).AddAsync("churn/drift/age", TimeSpan.FromDays(1), "ann", "known", Cancellation);
        clock.Now += TimeSpan.FromMinutes(1);
        await DeliverAsync(settings);
        good.Got.Count.ShouldBe(4);
        good.Got[^1].Body.ShouldContain("income");
        good.Got[^1].Body.ShouldNotContain("\"age\"");
        await new AlertStore(records, settings, clock).ResolveAsync("churn/drift/income", "ann", "mended", Cancellation);
        clock.Now += TimeSpan.FromMinutes(1);
        await DeliverAsync(settings);
        good.Got.Count.ShouldBe(5, "only that it is resolved");
    }

    [Fact]
    public async Task A_test_goes_past_the_queue_and_says_what_is_wrong()
    {
        using var connections = new ChannelConnections(Both, clock);
        var outbox = new Outbox(records, Both, connections, Patient);
        await outbox.TestAsync("webhook:127.0.0.1#2", "ann", Cancellation);
        good.Got.ShouldHaveSingleItem().Body.ShouldContain("a test by ann: nothing is wrong");
        bad.Answer = 403;
        var failed = await Should.ThrowAsync<TrestleException>(() => outbox.TestAsync("webhook:127.0.0.1", "ann", Cancellation));
        failed.Problems[0].Code.ShouldBe("TR2119");
        failed.Problems[0].Found.ShouldContain("answered 403");
        (await Should.ThrowAsync<TrestleException>(() => outbox.TestAsync("webhook:other", "ann", Cancellation)))
            .Problems[0].Code.ShouldBe("TR2115");
        await bad.DisposeAsync();
        (await Should.ThrowAsync<TrestleException>(() => outbox.TestAsync("webhook:127.0.0.1", "ann", Cancellation)))
            .Problems[0].Found.ShouldContain("Connection refused");
    }

    public async ValueTask DisposeAsync()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        await good.DisposeAsync();
        await bad.DisposeAsync();
        folder.Dispose();
    }

    private static WebhookChannel Webhook(string path, int port) =>
        new() { Url = WebAddress.Parse($"http://127.0.0.1:{port}/{path}"), Key = new Secret("KEY", "s3cr3t") };

    private async Task AddAsync(params string[] subjects)
    {
        foreach (var subject in subjects)
        {
            await new AlertStore(records, Both, clock).TakeHealthAsync("churn", "drift", subject, true, "PSI 0.4", Cancellation, 2);
            clock.Now += TimeSpan.FromMilliseconds(1);
        }
    }

    private async Task<int> DeliverAsync(AlertSettings settings)
    {
        using var connections = new ChannelConnections(settings, clock);
        return await new Outbox(records, settings, connections, Patient).DeliverAsync(Cancellation);
    }

    private async Task<IReadOnlyList<ChannelStatus>> StatusAsync(AlertSettings settings)
    {
        using var connections = new ChannelConnections(settings, clock);
        return await new Outbox(records, settings, connections, Patient).StatusAsync(Cancellation);
    }

    /// <summary>A clock whose timers go off when they are told to.</summary>
    private sealed class HeldTimers : TimeProvider
    {
        private readonly List<Held> timers = [];

        public override DateTimeOffset GetUtcNow() => new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new Held(() => callback(state));
            lock (timers)
            {
                timers.Add(timer);
            }

            return timer;
        }

        public void Fire()
        {
            lock (timers)
            {
                timers.ForEach(timer => timer.Fire());
            }
        }

        private sealed class Held(Action fire) : ITimer
        {
            private bool disposed;

            public void Fire()
            {
                if (!disposed)
                {
                    fire();
                }
            }

            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose() => disposed = true;

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
