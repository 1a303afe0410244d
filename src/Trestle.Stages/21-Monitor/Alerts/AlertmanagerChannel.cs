using System.ComponentModel;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

using Trestle.Core.Configuration;

namespace Trestle.Stages.Monitor.Alerts;

/// <summary>
/// Posts to the API of Prometheus Alertmanager (v2), which routes, groups and silences. It keeps alerts in memory only and forgets those
/// that nobody sends again, so open ones are repeated.
/// </summary>
[Description("Posts to a Prometheus Alertmanager (API v2), which routes, groups and silences by itself.")]
public sealed record AlertmanagerChannel : IAlertChannel
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);
    private static readonly TimeSpan LifetimeOfTest = TimeSpan.FromMinutes(5);

    [Setting("Address of the Alertmanager, without /api/v2.", Example = "https://alertmanager.example.org")]
    public required WebAddress Url { get; init; }

    [Setting("User name for basic authentication.", Example = "trestle")]
    public string? User { get; init; }

    [Setting("Password for basic authentication.", Example = "${ALERTMANAGER_PASSWORD}")]
    public Secret? Password { get; init; }

    [Setting("Labels added to every alert, for routing.", Example = "{team: growth, severity: page}")]
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <inheritdoc/>
    public string Host => Url.Host;

    /// <inheritdoc/>
    public string HostSetting => "url";

    /// <inheritdoc/>
    public TimeSpan? Repeats => TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public IEnumerable<SettingFault> Faults()
    {
        if (User is null != Password is null)
        {
            yield return new SettingFault(
                User is null ? "password" : "user", "there without the other", "both user and password, or neither");
        }

        foreach (var name in Labels.Keys.Where(name => !IsLabel(name)))
        {
            yield return new SettingFault(
                $"labels.{name}", "not the name of a label", "letters, digits and '_', not beginning with a digit");
        }
    }

    /// <inheritdoc/>
    public Task SendAsync(Notice notice, ChannelConnections connections, CancellationToken cancellation) =>
        PostAsync([Entry(notice.Alert, notice.At, notice.IsTest ? LifetimeOfTest : Lifetime)], connections, cancellation);

    /// <inheritdoc/>
    public Task RepeatAsync(
        IReadOnlyList<Alert> open, DateTimeOffset now, ChannelConnections connections, CancellationToken cancellation) =>
        PostAsync([.. open.Select(alert => Entry(alert, now, Lifetime))], connections, cancellation);

    private Task PostAsync(JsonNode[] alerts, ChannelConnections connections, CancellationToken cancellation) => connections.PostAsync(
        Url,
        "/api/v2/alerts",
        new JsonArray(alerts).ToJsonString(),
        User is null
            ? []
            : [new("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password!.Reveal()}"))}")],
        cancellation);

    /// <summary>An alert for the API: its labels identify it, and its end says whether it fires.</summary>
    private JsonObject Entry(Alert alert, DateTimeOffset now, TimeSpan lifetime)
    {
        var labels = new JsonObject();
        foreach (var (name, value) in Labels.Concat(
        [
            new("alertname", alert.Monitor), new("deployment", alert.Deployment), new("subject", alert.Subject), new("source", "trestle"),
        ]))
        {
            labels[name] = value;
        }

        return new JsonObject
        {
            ["labels"] = labels,
            ["annotations"] = new JsonObject
            {
                ["summary"] = $"{alert.Deployment}: {alert.Monitor} {alert.Subject}",
                ["description"] = alert.Detail,
                ["version"] = alert.Version.ToString(CultureInfo.InvariantCulture),
                ["windows"] = alert.Windows.ToString(CultureInfo.InvariantCulture),
            },
            ["startsAt"] = Time(alert.OpenedAt),
            ["endsAt"] = Time(alert.State == AlertState.Resolved ? now : now + lifetime),
        };
    }

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static bool IsLabel(string name) => name.Length > 0 && !char.IsAsciiDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
