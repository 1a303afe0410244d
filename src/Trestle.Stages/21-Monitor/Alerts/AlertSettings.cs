using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.Monitor.Alerts;

/// <summary>Who is notified of alerts, and when one is resolved.</summary>
public sealed record AlertSettings
{
    /// <summary>The section of the configuration.</summary>
    public static Section<AlertSettings> Section { get; } = new("alerts");

    [Setting("Number of windows without its cause after which an alert is resolved.")]
    [Range(1, 1000)]
    public int ResolveAfter { get; init; } = 2;

    [Setting(
        "Where notifications go when an alert is opened, acknowledged or resolved; each is retried until accepted, for three days.",
        Example = "[{slack: {url: \"${SLACK_URL}\"}}]")]
    public IReadOnlyList<IAlertChannel> Channels { get; init; } = [];

    [Setting("Signed webhooks; the same as channels of the kind webhook.")]
    public IReadOnlyList<WebhookChannel> Webhooks { get; init; } = [];

    [Setting(
        "Networks that notifications may be sent to although they are private, link-local or this machine: addresses with a prefix length. "
            + "All others are refused, also when a public name leads there.",
        Example = "[127.0.0.0/8, 10.1.0.0/16]")]
    public IReadOnlyList<string> PrivateNetworks { get; init; } = [];

    [Setting(
        "HTTP proxy for notifications; it then decides where they may go. The proxy variables of the environment are not used.",
        Example = "http://proxy.example.org:3128")]
    public WebAddress? Proxy { get; init; }

    /// <summary>All channels with their names.</summary>
    public IReadOnlyList<NamedChannel> Named()
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        return
        [
            .. Webhooks.Select((channel, i) => Named(channel, $"alerts.webhooks[{i}]")),
            .. Channels.Select((channel, i) => Named(channel, $"alerts.channels[{i}]")),
        ];

        NamedChannel Named(IAlertChannel channel, string path)
        {
            var name = $"{ChannelCatalog.NameOf(channel)}:{channel.Host}";
            var number = seen[name] = seen.GetValueOrDefault(name) + 1;
            return new NamedChannel(number == 1 ? name : $"{name}#{number}", path, channel);
        }
    }

    /// <summary>What cannot be used, each with its place in the file.</summary>
    public IEnumerable<Problem> Problems(SourcePositions positions)
    {
        foreach (var (network, i) in PrivateNetworks.Select((network, i) => (network, i)))
        {
            if (AllowedTargets.Network(network) is null)
            {
                yield return AlertErrors.NoNetwork(network, positions.Find($"alerts.private-networks[{i}]").ToString());
            }
        }

        var targets = new AllowedTargets(PrivateNetworks);
        foreach (var (_, path, channel) in Named())
        {
            foreach (var fault in channel.Faults())
            {
                yield return AlertErrors.Unusable(
                    $"{path}.{fault.Setting}", fault.Found, fault.Expected, positions.Find($"{path}.{fault.Setting}").ToString());
            }

            if (targets.Refused(channel.Host) is { } address)
            {
                yield return AlertErrors.PrivateTarget(
                    channel.Host, address, positions.Find($"{path}.{channel.HostSetting}").ToString());
            }
        }
    }
}
