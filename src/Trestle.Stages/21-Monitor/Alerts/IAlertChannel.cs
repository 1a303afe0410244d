namespace Trestle.Stages.Monitor.Alerts;

/// <summary>
/// A way to tell people of alerts. A channel is the record of its settings in <c>alerts.channels</c> and sends by itself: adding one
/// takes one file and one line in <see cref="ChannelCatalog"/>.
/// </summary>
public interface IAlertChannel
{
    /// <summary>The host that it connects to, as configured; part of its name, so never a secret.</summary>
    string Host { get; }

    /// <summary>The setting that holds <see cref="Host"/>, such as <c>url</c>.</summary>
    string HostSetting { get; }

    /// <summary>How often alerts that are still open are sent again, to a receiver that forgets them; null for one that does not.</summary>
    TimeSpan? Repeats => null;

    /// <summary>What is wrong with its settings beyond their types; checked when the configuration is read.</summary>
    IEnumerable<SettingFault> Faults() => [];

    /// <summary>
    /// Delivers a notice. Returns when the receiver has accepted it; throws when it has not: TR2114 when it refuses this notice for good,
    /// anything else when another attempt may succeed.
    /// </summary>
    Task SendAsync(Notice notice, ChannelConnections connections, CancellationToken cancellation);

    /// <summary>Sends alerts that are still open again; see <see cref="Repeats"/>.</summary>
    Task RepeatAsync(
        IReadOnlyList<Alert> open, DateTimeOffset now, ChannelConnections connections, CancellationToken cancellation) =>
        Task.CompletedTask;
}

/// <summary>A setting of a channel that cannot be used.</summary>
/// <param name="Setting">Its key within the channel: <c>from</c>, <c>to[1]</c>.</param>
/// <param name="Found">What it is, without a secret.</param>
/// <param name="Expected">What it should be.</param>
public sealed record SettingFault(string Setting, string Found, string Expected);

/// <summary>A channel of the configuration.</summary>
/// <param name="Name">Its kind and host, such as <c>slack:hooks.slack.com</c>; a second one of the same name ends with <c>#2</c>.</param>
/// <param name="Path">Its place in the configuration, such as <c>alerts.channels[0]</c>.</param>
/// <param name="Channel">The channel.</param>
public sealed record NamedChannel(string Name, string Path, IAlertChannel Channel);
