using System.ComponentModel;
using System.Text.Json.Nodes;

using Trestle.Core.Configuration;

namespace Trestle.Stages.Monitor.Alerts;

/// <summary>Posts an adaptive card to a workflow of Microsoft Teams ("when a Teams webhook request is received").</summary>
[Description("Posts an adaptive card to a workflow webhook of Microsoft Teams.")]
public sealed record TeamsChannel : IAlertChannel
{
    [Setting("Address of the workflow's webhook; it is a secret, so it comes from the environment.", Example = "${TEAMS_URL}")]
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
        var card = new JsonObject
        {
            ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
            ["type"] = "AdaptiveCard",
            ["version"] = "1.4",
            ["body"] = new JsonArray(
                Text(AlertMessage.Title(notice), strong: true, notice.Alert.State == AlertState.Resolved ? "good" : "attention"),
                Text(AlertMessage.Text(notice), strong: false, "default"),
                new JsonObject
                {
                    ["type"] = "FactSet",
                    ["facts"] = new JsonArray(
                    [
                        .. AlertMessage.Facts(notice)
                            .Select(fact => new JsonObject { ["title"] = fact.Name, ["value"] = Escape(fact.Value) }),
                    ]),
                }),
        };
        var body = new JsonObject
        {
            ["type"] = "message",
            ["attachments"] = new JsonArray(
                new JsonObject { ["contentType"] = "application/vnd.microsoft.card.adaptive", ["content"] = card }),
        };
        return connections.PostAsync(Url, "", body.ToJsonString(), [], cancellation);
    }

    private static JsonObject Text(string text, bool strong, string colour) => new()
    {
        ["type"] = "TextBlock",
        ["text"] = Escape(text),
        ["wrap"] = true,
        ["weight"] = strong ? "bolder" : "default",
        ["color"] = colour,
    };

    /// <summary>Text blocks read a subset of Markdown; a text from data must not become a link.</summary>
    private static string Escape(string text) =>
        string.Concat(text.Select(c => c is '[' or ']' or '*' or '_' or '`' or '\\' ? $"\\{c}" : $"{c}"));
}
