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

    [Setting("Addresses notified when an alert is opened, acknowledged or resolved, by a signed POST that is retried until accepted.")]
    public IReadOnlyList<WebhookSettings> Webhooks { get; init; } = [];
}

/// <summary>One address to notify.</summary>
public sealed record WebhookSettings
{
    [Setting("Address to post to, http or https.", Example = "https://chat.example.org/hooks/trestle")]
    public required string Url { get; init; }

    [Setting("Key for signing notifications (HMAC-SHA256).", Example = "${TRESTLE_WEBHOOK_KEY}")]
    public required Secret Key { get; init; }
}
