using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.Monitor.Alerts;

/// <summary>Who is notified of alerts, and when one is resolved.</summary>
public sealed record AlertSettings
{
    /// <summary>The section of the configuration.</summary>
    public static Section<AlertSettings> Section { get; } = new("alerts");

    [Setting("After how many windows without its cause an alert is resolved by itself.")]
    [Range(1, 1000)]
    public int ResolveAfter { get; init; } = 2;

    [Setting("Addresses that are told when an alert is opened, acknowledged or resolved: a signed POST, repeated until it is taken.")]
    public IReadOnlyList<WebhookSettings> Webhooks { get; init; } = [];
}

/// <summary>One address to notify.</summary>
public sealed record WebhookSettings
{
    [Setting("Where to post: an http or https address.", Example = "https://chat.example.org/hooks/trestle")]
    public required string Url { get; init; }

    [Setting("The key that notices are signed with (HMAC-SHA256).", Example = "${TRESTLE_WEBHOOK_KEY}")]
    public required Secret Key { get; init; }
}
