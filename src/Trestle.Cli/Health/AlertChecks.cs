using Trestle.Cli.Commands;
using Trestle.Cli.Rendering;
using Trestle.Stages.Monitor.Alerts;

namespace Trestle.Cli.Health;

/// <summary>Checks what needs attention: unresolved alerts, also of failing jobs, and channels that do not accept them.</summary>
internal static class AlertChecks
{
    /// <summary>All findings.</summary>
    public static async Task<IReadOnlyList<Finding>> RunAsync(OpenProject open, TimeProvider clock, CancellationToken cancellation)
    {
        var settings = open.Project.Settings.Alerts;
        var alerts = await UnresolvedAsync(open, clock, cancellation);
        using var connections = new ChannelConnections(settings, clock);
        var channels = await new Outbox(open.Records, settings, connections, AttemptLimits.Usual).StatusAsync(cancellation);
        return
        [
            alerts.Count == 0
                ? Finding.Ok("alerts", "none unresolved")
                : Finding.Warning("alerts", Words(alerts), $"look at them: {open.Type("alerts")}"),
            .. channels.Where(channel => channel.State.Failures > 0).Select(channel => Finding.Problem(
                "channel", $"{channel.Name}: {AlertView.Words(channel, clock)}", "check the address and its key: trestle alerts test")),
        ];
    }

    /// <summary>The alerts that are not resolved, open ones first.</summary>
    public static async Task<IReadOnlyList<Alert>> UnresolvedAsync(OpenProject open, TimeProvider clock, CancellationToken cancellation) =>
    [
        .. (await new AlertStore(open.Records, open.Project.Settings.Alerts, clock).ListAsync(cancellation))
            .Where(alert => alert.State != AlertState.Resolved).OrderBy(alert => alert.State),
    ];

    /// <summary>How many there are, and the first.</summary>
    public static string Words(IReadOnlyList<Alert> alerts) =>
        $"{Format.Count(alerts.Count, "alert")}{(alerts.Count > 1 ? ", the first" : "")}: {alerts[0].Cause}: "
            + Format.Cut(alerts[0].Detail, 100);
}
