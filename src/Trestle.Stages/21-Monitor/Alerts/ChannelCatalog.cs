namespace Trestle.Stages.Monitor.Alerts;

/// <summary>All channels: one line each.</summary>
public static class ChannelCatalog
{
    /// <summary>The channels by their name in the configuration.</summary>
    public static IReadOnlyDictionary<string, Type> All { get; } = new Dictionary<string, Type>
    {
        ["webhook"] = typeof(WebhookChannel),
        ["email"] = typeof(EmailChannel),
        ["slack"] = typeof(SlackChannel),
        ["teams"] = typeof(TeamsChannel),
        ["alertmanager"] = typeof(AlertmanagerChannel),
    };

    /// <summary>The name of a channel's kind in the configuration.</summary>
    public static string NameOf(IAlertChannel channel) => All.Single(entry => entry.Value == channel.GetType()).Key;
}
