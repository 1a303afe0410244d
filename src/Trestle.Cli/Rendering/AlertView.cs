using Trestle.Cli.Output;
using Trestle.Stages.Monitor.Alerts;

namespace Trestle.Cli.Rendering;

/// <summary>Shows alerts, silences and channels.</summary>
internal static class AlertView
{
    private const int Shown = 50;

    /// <summary>All of them.</summary>
    public static IEnumerable<IRenderable> Show(
        IReadOnlyList<Alert> alerts, IReadOnlyList<Silence> silences, IReadOnlyList<ChannelStatus> channels, TimeProvider clock)
    {
        if (alerts.Count == 0)
        {
            yield return Page.Line("There are no unresolved alerts.", Styles.Good);
        }
        else
        {
            var table = Page.Table("=state", "alert");
            foreach (var alert in alerts.OrderBy(alert => alert.State).Take(Shown))
            {
                var silenced = silences.FirstOrDefault(silence => silence.Covers(alert.Cause));
                table.Row(
                    silenced is null || alert.State == AlertState.Resolved ? State(alert) : new Cell("silenced", Styles.Quiet),
                    alert.Cause);
                table.Row("", alert.Reason is { } reason ? $"{alert.Detail} ({alert.By}: {reason})" : alert.Detail);
                table.Row(
                    "", new Cell($"seen {Format.Count(alert.Windows, "time")}, last {Format.When(alert.SeenAt, clock)}", Styles.Quiet));
            }

            yield return table;
            if (alerts.Count > Shown)
            {
                yield return Page.Line($"{Format.Count(alerts.Count - Shown)} more: --json shows all.", Styles.Quiet);
            }
        }

        if (silences.Count > 0)
        {
            yield return Page.Heading("Silences");
            var table = Page.Table("=pattern", "=until", "=by", "why");
            foreach (var silence in silences)
            {
                table.Row(silence.Pattern, Format.When(silence.Until, clock), silence.By, silence.Reason);
            }

            yield return table;
        }

        yield return Page.Heading("Channels");
        yield return Channels(channels, clock);
    }

    /// <summary>What is on record about a channel, in words.</summary>
    public static string Words(ChannelStatus channel, TimeProvider clock) => channel switch
    {
        { State.Failures: > 0 } =>
            $"{Format.Count(channel.State.Failures, "attempt")} failed since {Format.When(channel.State.FailingSince!.Value, clock)}: "
                + $"{channel.State.Failure}; next attempt {Format.When(channel.State.NextAt, clock)}",
        { State.SentAt: { } sent } => $"works; last accepted {Format.When(sent, clock)}",
        _ => "nothing sent yet",
    };

    private static IRenderable Channels(IReadOnlyList<ChannelStatus> channels, TimeProvider clock)
    {
        if (channels.Count == 0)
        {
            return Page.Line(
                "None: nobody is notified. Configure alerts.channels, then try it with 'trestle alerts test'.", Styles.Attention);
        }

        var table = Page.Table("channel", ">sent", ">waiting", ">dropped");
        foreach (var channel in channels)
        {
            table.Row(
                channel.Name, Format.Count(channel.State.Sent), Format.Count(channel.Waiting), Format.Count(channel.State.Dropped));
            table.Row(new Cell($"  {Words(channel, clock)}", channel.State.Failures > 0 ? Styles.Bad : Styles.Quiet), "", "", "");
        }

        return table;
    }

    private static Cell State(Alert alert) => alert.State switch
    {
        AlertState.Open => new Cell("open", Styles.Bad),
        AlertState.Acknowledged => new Cell("acknowledged", Styles.Attention),
        _ => new Cell("resolved", Styles.Quiet),
    };
}
