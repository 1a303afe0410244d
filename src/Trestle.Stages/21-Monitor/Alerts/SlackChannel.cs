using System.ComponentModel;
using System.Text.Json.Nodes;

using Trestle.Core.Configuration;

namespace Trestle.Stages.Monitor.Alerts;

/// <summary>Posts to an incoming webhook of Slack, or of another chat that reads the same JSON.</summary>
[Description("Posts to an incoming webhook of Slack, or of another chat that reads the same JSON (Mattermost, Rocket.Chat).")]
public sealed record SlackChannel : IAlertChannel
{
    [Setting("Address of the incoming webhook; it is a secret, so it comes from the environment.", Example = "${SLACK_URL}")]
    public required WebAddress Url { get; init; }

    /// <inheritdoc/>
    public string Host => Url.Host;

    /// <inheritdoc/>
    public string HostSetting => "url";

    /// <inheritdoc/>
    public IEnumerable<SettingFault> Faults() => AddressFaults.Secret("url", Url);

    /// <inheritdoc/>
    public Task SendAsync(Notice notice, ChannelConnections connections, CancellationToken cancellation)
    {
        var title = Escape(AlertMessage.Title(notice));
        var facts = string.Join("  ·  ", AlertMessage.Facts(notice).Select(fact => $"{fact.Name} {Escape(fact.Value)}"));
        var body = new JsonObject
        {
            ["text"] = title,
            ["blocks"] = new JsonArray(
                Section("section", "text", new JsonObject
                {
                    ["type"] = "mrkdwn",
                    ["text"] = $"*{title}*\n{Escape(AlertMessage.Text(notice))}",
                }),
                Section("context", "elements", new JsonArray(new JsonObject { ["type"] = "mrkdwn", ["text"] = facts }))),
        };
        return connections.PostAsync(Url, "", body.ToJsonString(), [], cancellation);
    }

    private static JsonObject Section(string type, string key, JsonNode content) => new() { ["type"] = type, [key] = content };

    /// <summary>Slack's three control characters; without them no text can mention anybody or link anywhere.</summary>
    private static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
