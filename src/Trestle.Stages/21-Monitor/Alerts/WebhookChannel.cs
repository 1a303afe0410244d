using System.ComponentModel;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

using Trestle.Core.Configuration;

namespace Trestle.Stages.Monitor.Alerts;

/// <summary>Posts each notice as JSON, signed.</summary>
[Description("Posts each notice as JSON, signed (HMAC-SHA256): for programs of your own.")]
public sealed record WebhookChannel : IAlertChannel
{
    /// <summary>The header with the signature: <c>v1,</c> and the HMAC-SHA256 of <c>id.timestamp.body</c> in base 64.</summary>
    public const string SignatureHeader = "X-Trestle-Signature";

    /// <summary>The header with the time of the signature, in seconds since 1970.</summary>
    public const string TimestampHeader = "X-Trestle-Timestamp";

    /// <summary>The header with the notice's id, percent-encoded.</summary>
    public const string IdHeader = "X-Trestle-Delivery-Id";

    [Setting("Address to post to, http or https.", Example = "https://chat.example.org/hooks/trestle")]
    public required WebAddress Url { get; init; }

    [Setting("Key for signing notifications (HMAC-SHA256).", Example = "${TRESTLE_WEBHOOK_KEY}")]
    public required Secret Key { get; init; }

    /// <inheritdoc/>
    public string Host => Url.Host;

    /// <inheritdoc/>
    public string HostSetting => "url";

    /// <summary>The signature of a notice, as a receiver computes it.</summary>
    public static string Sign(string key, string id, string timestamp, string body) =>
        "v1," + Convert.ToBase64String(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}")));

    /// <inheritdoc/>
    public Task SendAsync(Notice notice, ChannelConnections connections, CancellationToken cancellation)
    {
        var body = AlertMessage.Json(notice);

        // A column's name may hold what a header may not.
        var id = string.Concat(notice.Id.Select(c => c is > ' ' and < '\x7f' ? $"{c}" : Uri.EscapeDataString($"{c}")));
        var timestamp = connections.Clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return connections.PostAsync(
            Url,
            "",
            body,
            [
                new(IdHeader, id), new(TimestampHeader, timestamp), new(SignatureHeader, Sign(Key.Reveal(), id, timestamp, body)),
            ],
            cancellation);
    }
}
