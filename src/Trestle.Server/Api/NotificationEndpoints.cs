using System.Security.Claims;

using Trestle.Core.Configuration;
using Trestle.Server.Security;
using Trestle.Stages.Monitor.Alerts;

namespace Trestle.Server.Api;

/// <summary>Who is notified of alerts: silences, and the channels.</summary>
internal static class NotificationEndpoints
{
    /// <summary>Alerts to be silenced.</summary>
    /// <param name="Pattern">Their cause; <c>*</c> stands for any characters.</param>
    /// <param name="For">How long, such as 2h or 7d.</param>
    /// <param name="Reason">Reason, kept in the audit log.</param>
    public sealed record SilenceBody(string? Pattern, string? For, string? Reason);

    /// <summary>A silence to end.</summary>
    public sealed record SilenceEndBody(string? Pattern, string? Reason);

    /// <summary>A channel to try.</summary>
    public sealed record ChannelBody(string? Channel);

    /// <summary>A channel that has accepted a test.</summary>
    public sealed record ChannelTest(string Channel, bool Accepted);

    /// <summary>Adds the endpoints.</summary>
    public static void MapNotifications(this IEndpointRouteBuilder monitoring)
    {
        monitoring.MapGet(
            "/silences",
            (ServedProject served, TimeProvider clock, CancellationToken cancellation) => Silences(served, clock).ListAsync(cancellation))
                .WithSummary("Silences that have not ended");
        monitoring.MapPost("/silences", SilenceAsync).For(Role.Editor).WithSummary("Notify nobody of some alerts for a while");
        monitoring.MapPost("/silences/end", EndAsync).For(Role.Editor).WithSummary("End a silence early");
        monitoring.MapGet("/channels", ChannelsAsync).WithSummary("The channels that announce alerts, and how they work");
        monitoring.MapPost("/channels/test", TestAsync).For(Role.Editor).WithSummary("Send a test notification to a channel");
    }

    /// <summary>The silences of the project.</summary>
    public static SilenceStore Silences(ServedProject served, TimeProvider clock) => new(served.Records, clock);

    /// <summary>The channels of the project as they are.</summary>
    public static Task<IReadOnlyList<ChannelStatus>> ChannelsAsync(
        ServedProject served, TimeProvider clock, CancellationToken cancellation) =>
        UseAsync(served, clock, outbox => outbox.StatusAsync(cancellation));

    /// <summary>Sends a test; error TR2119 if the channel does not accept it.</summary>
    public static Task<ChannelTest> TryChannelAsync(
        ServedProject served, TimeProvider clock, string channel, string who, CancellationToken cancellation) =>
        UseAsync(served, clock, async outbox =>
        {
            await outbox.TestAsync(channel, who, cancellation);
            return new ChannelTest(channel, Accepted: true);
        });

    private static Task<Silence> SilenceAsync(
        SilenceBody body, ClaimsPrincipal user, ServedProject served, TimeProvider clock, CancellationToken cancellation) =>
        Silences(served, clock).AddAsync(
            body.Pattern ?? "", Duration.Parse(body.For ?? "") ?? TimeSpan.Zero, user.Who(), ApiRoutes.Reason(body.Reason), cancellation);

    private static async Task<IReadOnlyList<Silence>> EndAsync(
        SilenceEndBody body, ClaimsPrincipal user, ServedProject served, TimeProvider clock, CancellationToken cancellation)
    {
        var silences = Silences(served, clock);
        await silences.EndAsync(body.Pattern ?? "", user.Who(), ApiRoutes.Reason(body.Reason), cancellation);
        return await silences.ListAsync(cancellation);
    }

    private static Task<ChannelTest> TestAsync(
        ChannelBody body, ClaimsPrincipal user, ServedProject served, TimeProvider clock, CancellationToken cancellation) =>
        TryChannelAsync(served, clock, body.Channel ?? "", user.Who(), cancellation);

    private static async Task<T> UseAsync<T>(ServedProject served, TimeProvider clock, Func<Outbox, Task<T>> use)
    {
        var settings = served.Project.Settings.Alerts;
        using var connections = new ChannelConnections(settings, clock);
        return await use(new Outbox(served.Records, settings, connections, AttemptLimits.Usual));
    }
}
