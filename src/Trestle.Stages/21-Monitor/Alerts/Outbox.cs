using System.Net.Sockets;
using System.Text;

using Polly;
using Polly.Retry;

using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Storage.Records;

namespace Trestle.Stages.Monitor.Alerts;

/// <summary>
/// Notices on their way to the channels. Each is stored once for every channel until that channel has accepted it, so that neither an
/// unavailable receiver nor a crash loses one. Failures, back-off and what is given up belong to a channel: they are on its record, and
/// the other channels do not wait for it. A receiver gets each notice at least once.
/// </summary>
/// <param name="records">Where they are stored.</param>
/// <param name="settings">The channels.</param>
/// <param name="connections">The connections of the channels.</param>
/// <param name="limits">Times of one attempt.</param>
public sealed class Outbox(RecordStore records, AlertSettings settings, ChannelConnections connections, AttemptLimits limits)
{
    /// <summary>The monitor that reports channels which fail.</summary>
    public const string MonitorName = "alerts";

    private const string New = "notice";
    private const string Who = "outbox";

    /// <summary>Failures in a row after which a channel is an alert itself.</summary>
    private const int FailuresToAlert = 3;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestRound = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(3);

    private readonly ChannelStates states = new(records);
    private readonly TimeProvider clock = connections.Clock;
    private readonly ResiliencePipeline attempt = new ResiliencePipelineBuilder { TimeProvider = connections.Clock }
        .AddTimeout(limits.Patience)
        .AddRetry(new RetryStrategyOptions
        {
            // What fails at once and may work at once: a connection that is refused or reset. All else has the channel's back-off.
            ShouldHandle = new PredicateBuilder().Handle<HttpRequestException>().Handle<SocketException>(),
            BackoffType = DelayBackoffType.Exponential,
            Delay = limits.Pause,
            MaxRetryAttempts = 2,
        })
        .Build();

    /// <summary>Stores a notice, once however often it is added.</summary>
    internal static Task AddAsync(RecordStore records, Notice notice, CancellationToken cancellation) =>
        records.Documents.PutAsync(New, notice.Id, Text(new Added(notice, [])), 0, null, cancellation);

    /// <summary>The channels as they are, in the order of the configuration.</summary>
    public async Task<IReadOnlyList<ChannelStatus>> StatusAsync(CancellationToken cancellation)
    {
        var added = (await records.Documents.ListAsync(New, cancellation)).Count;
        var all = new List<ChannelStatus>();
        foreach (var (name, _, _) in settings.Named())
        {
            var waiting = await records.Documents.ListAsync(Kind(name), cancellation);
            all.Add(new ChannelStatus(name, (await states.FindAsync(name, cancellation)).State, waiting.Count + added));
        }

        return all;
    }

    /// <summary>Attempts to deliver what is due, on all channels at once, and returns how many notices were accepted.</summary>
    public async Task<int> DeliverAsync(CancellationToken cancellation)
    {
        var channels = settings.Named();
        await SpreadAsync(channels, cancellation);
        await GiveUpRemovedAsync(channels, cancellation);
        return (await Task.WhenAll(channels.Select(channel => DeliverAsync(channel, cancellation)))).Sum();
    }

    /// <summary>Sends a notice to try a channel, past the queue; error TR2115 when there is none of this name, else TR2119.</summary>
    public async Task TestAsync(string name, string who, CancellationToken cancellation)
    {
        var channels = settings.Named();
        var channel = channels.FirstOrDefault(channel => channel.Name == name)
            ?? throw new TrestleException(AlertErrors.NoChannel(name, [.. channels.Select(channel => channel.Name)]));
        var now = clock.GetUtcNow();
        var alert = new Alert
        {
            Deployment = "trestle",
            Monitor = "test",
            Subject = "channel",
            Number = 1,
            State = AlertState.Open,
            Version = 0,
            OpenedAt = now,
            SeenAt = now,
            Windows = 0,
            Detail = $"a test by {who}: nothing is wrong",
        };
        var id = $"test/{now.ToUnixTimeMilliseconds()}";
        if (await TryAsync(
            token => channel.Channel.SendAsync(new Notice(id, Notice.Test, now, alert), connections, token), cancellation) is { } failed)
        {
            throw new TrestleException(AlertErrors.NotDelivered(name, Why(failed)), inner: failed);
        }
    }

    /// <summary>Why an attempt failed. Only messages of known errors are quoted: others may hold values.</summary>
    private static string Why(Exception failed) => Format.Cut(
        Format.Plain(failed switch
        {
            TrestleException known => known.Problems[0].Found,
            Polly.Timeout.TimeoutRejectedException => "no answer in time",
            HttpRequestException or SocketException or IOException or MailKit.ProtocolException or MailKit.CommandException
                or MailKit.Security.AuthenticationException or MailKit.Security.SslHandshakeException => failed.Message,
            NotSupportedException => failed.Message,
            _ => failed.GetType().Name,
        }),
        200);

    /// <summary>Stores every new notice for each channel.</summary>
    private async Task SpreadAsync(IReadOnlyList<NamedChannel> channels, CancellationToken cancellation)
    {
        foreach (var document in await records.Documents.ListAsync(New, cancellation))
        {
            var added = Read<Added>(document);
            foreach (var channel in channels.Where(channel => !HasTaken(added, channel)))
            {
                await records.Documents.PutAsync(
                    Kind(channel.Name), added.Notice.Id, Text(new Delivery(added.Notice, 0)), 0, null, cancellation);
                await states.AddAsync(channel.Name, cancellation);
            }

            await records.Documents.DeleteAsync(New, document.Name, document.Revision, null, cancellation);
        }
    }

    /// <summary>Records of earlier versions name the addresses that have accepted a notice.</summary>
    private static bool HasTaken(Added added, NamedChannel channel) =>
        channel.Channel is WebhookChannel webhook && added.Taken?.Contains(webhook.Url.Reveal().OriginalString) == true;

    /// <summary>Gives up what waits for channels that are no longer configured.</summary>
    private async Task GiveUpRemovedAsync(IReadOnlyList<NamedChannel> channels, CancellationToken cancellation)
    {
        foreach (var name in (await states.NamesAsync(cancellation)).Except(channels.Select(channel => channel.Name)))
        {
            foreach (var document in await records.Documents.ListAsync(Kind(name), cancellation))
            {
                await DropAsync(name, document, "the channel is no longer configured", cancellation);
            }

            await states.RemoveAsync(name, cancellation);
        }
    }

    private async Task<int> DeliverAsync(NamedChannel channel, CancellationToken cancellation)
    {
        var waiting = await records.Documents.ListAsync(Kind(channel.Name), cancellation);
        var (state, revision) = await states.FindAsync(channel.Name, cancellation);
        var now = clock.GetUtcNow();
        var repeat = channel.Channel.Repeats is { } every && state.RepeatedAt + every <= now ? await OpenAsync(cancellation) : [];
        var busy = state with { BusyUntil = now + LongestRound + limits.Patience };
        if ((waiting.Count == 0 && repeat.Count == 0) || state.NextAt > now || state.BusyUntil > now
            || await states.PutAsync(busy, revision, cancellation) is not { } own)
        {
            return 0;
        }

        var before = state.Sent;
        state = await DeliverAsync(channel, waiting, state, now, cancellation);
        if (state.Failures == 0 && repeat.Count > 0)
        {
            var failed = await TryAsync(token => channel.Channel.RepeatAsync(repeat, now, connections, token), cancellation);
            state = failed is null ? state with { RepeatedAt = now } : Failed(state, failed);
        }

        await states.PutAsync(state with { BusyUntil = DateTimeOffset.MinValue }, own, cancellation);
        await ReportAsync(channel.Name, state, cancellation);
        return (int)(state.Sent - before);
    }

    /// <summary>
    /// Attempts what waits, those that were tried least first, until one fails for a reason that others would share.
    /// </summary>
    private async Task<ChannelState> DeliverAsync(
        NamedChannel channel, IReadOnlyList<StoredDocument> waiting, ChannelState state, DateTimeOffset began,
        CancellationToken cancellation)
    {
        var due = waiting.Select(document => (Document: document, Delivery: Read<Delivery>(document)))
            .OrderBy(entry => entry.Delivery.Attempts).ThenBy(entry => entry.Delivery.Notice.At);
        foreach (var (document, delivery) in due)
        {
            if (clock.GetUtcNow() - began > LongestRound)
            {
                break;
            }

            var failed = await TryAsync(
                token => channel.Channel.SendAsync(delivery.Notice, connections, token), cancellation);
            if (failed is null)
            {
                await records.Documents.DeleteAsync(document.Kind, document.Name, document.Revision, null, cancellation);
                state = state with { Failures = 0, FailingSince = null, Sent = state.Sent + 1, SentAt = clock.GetUtcNow() };
                continue;
            }

            var final = failed is TrestleException { Problems: [{ Code: "TR2114" }, ..] };
            if (final || clock.GetUtcNow() - delivery.Notice.At > LongestWait)
            {
                await DropAsync(
                    channel.Name, document, $"{Why(failed)}, after {Format.Count(delivery.Attempts + 1, "attempt")}", cancellation);
                state = state with { Dropped = state.Dropped + 1, Failure = Why(failed) };
            }
            else
            {
                await records.Documents.PutAsync(
                    document.Kind, document.Name, Text(delivery with { Attempts = delivery.Attempts + 1 }), document.Revision, null,
                    cancellation);
            }

            if (!final)
            {
                return Failed(state, failed);
            }
        }

        return state;
    }

    /// <summary>The failure of one attempt; null when it succeeded.</summary>
    private async Task<Exception?> TryAsync(Func<CancellationToken, Task> send, CancellationToken cancellation)
    {
        try
        {
            await attempt.ExecuteAsync(async token => await send(token), cancellation);
            return null;
        }
        catch (Exception failed) when (!cancellation.IsCancellationRequested)
        {
            // It stands on the channel's record, and the attempt is repeated.
            return failed;
        }
    }

    private ChannelState Failed(ChannelState state, Exception failed)
    {
        var now = clock.GetUtcNow();
        var pause = FirstPause * Math.Pow(2, Math.Min(state.Failures, 20));
        return state with
        {
            Failures = state.Failures + 1,
            FailingSince = state.FailingSince ?? now,
            Failure = Why(failed),
            NextAt = now + (pause < LongestPause ? pause : LongestPause),
        };
    }

    private Task DropAsync(string channel, StoredDocument document, string why, CancellationToken cancellation) =>
        records.Documents.DeleteAsync(
            document.Kind, document.Name, document.Revision,
            new AuditNote(Who, "notice.dropped", Read<Delivery>(document).Notice.Alert.Cause, $"{document.Name} to {channel}: {why}"),
            cancellation);

    /// <summary>A channel that keeps failing is an alert itself, which the other channels announce.</summary>
    private Task ReportAsync(string channel, ChannelState state, CancellationToken cancellation) =>
        new AlertStore(records, settings with { ResolveAfter = 1 }, clock).TakeHealthAsync(
            AlertStore.Server, MonitorName, channel, state.Failures >= FailuresToAlert,
            state.Failures == 0 ? "notifications are accepted"
                : $"{Format.Count(state.Failures, "attempt")} in a row failed: {state.Failure}",
            cancellation);

    /// <summary>The alerts that were announced and are not resolved or silenced.</summary>
    private async Task<IReadOnlyList<Alert>> OpenAsync(CancellationToken cancellation)
    {
        var silences = await new SilenceStore(records, clock).ListAsync(cancellation);
        return
        [
            .. (await new AlertStore(records, settings, clock).ListAsync(cancellation)).Where(
                alert => alert is { State: not AlertState.Resolved, Announced: true }
                    && !silences.Any(silence => silence.Covers(alert.Cause))),
        ];
    }

    private static string Kind(string channel) => $"delivery/{channel}";

    private static T Read<T>(StoredDocument document) => Documents.Read<T>(Encoding.UTF8.GetBytes(document.Json));

    private static string Text<T>(T document) => Encoding.UTF8.GetString(Documents.Write(document));

    /// <summary>A notice that has not been stored for each channel yet.</summary>
    private sealed record Added(Notice Notice, IReadOnlyList<string>? Taken);
}

/// <summary>Times of one attempt to deliver.</summary>
/// <param name="Patience">Longest time of an attempt with its retries.</param>
/// <param name="Pause">Pause before the first retry of a connection that was refused or reset.</param>
public sealed record AttemptLimits(TimeSpan Patience, TimeSpan Pause)
{
    /// <summary>As servers and commands use them.</summary>
    public static AttemptLimits Usual { get; } = new(TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(200));
}
