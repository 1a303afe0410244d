using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

using Trestle.Stages.Kernel.Artifacts;
using Trestle.Storage.Records;

namespace Trestle.Stages.Monitor.Alerts;

/// <summary>A notice that not every address has accepted yet.</summary>
/// <param name="Notice">The notice.</param>
/// <param name="Taken">The addresses that have accepted it.</param>
/// <param name="Attempts">How often delivery was attempted.</param>
/// <param name="NextAt">The earliest time of the next attempt.</param>
public sealed record Outgoing(Notice Notice, IReadOnlyList<string> Taken, int Attempts, DateTimeOffset NextAt);

/// <summary>
/// Notices on their way to the webhooks. They are stored until every address has accepted them, so that neither an unavailable receiver
/// nor a crash loses one; each address gets each notice at least once.
/// </summary>
/// <param name="records">Where they are stored.</param>
/// <param name="settings">The addresses.</param>
/// <param name="http">The client for them; redirects should not be followed.</param>
/// <param name="clock">For the pauses between attempts.</param>
/// <param name="patience">Time limit for an address.</param>
public sealed class Outbox(RecordStore records, AlertSettings settings, HttpClient http, TimeProvider clock, TimeSpan patience)
{
    /// <summary>The header with the signature: <c>v1,</c> and the HMAC-SHA256 of <c>id.timestamp.body</c> in base 64.</summary>
    public const string SignatureHeader = "X-Trestle-Signature";

    /// <summary>The header with the time of the signature, in seconds since 1970.</summary>
    public const string TimestampHeader = "X-Trestle-Timestamp";

    /// <summary>The header with the notice's id.</summary>
    public const string IdHeader = "X-Trestle-Delivery-Id";

    private const string Kind = "notice";
    private const int MostAttempts = 20;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    /// <summary>Stores a notice, once however often it is added.</summary>
    internal static Task AddAsync(RecordStore records, Notice notice, CancellationToken cancellation) =>
        records.Documents.PutAsync(Kind, notice.Id, Text(new Outgoing(notice, [], 0, DateTimeOffset.MinValue)), 0, null, cancellation);

    /// <summary>Undelivered notices.</summary>
    public async Task<IReadOnlyList<Outgoing>> WaitingAsync(CancellationToken cancellation) =>
        [.. (await records.Documents.ListAsync(Kind, cancellation)).Select(Read)];

    /// <summary>Attempts to deliver what is due, each notice at most once, and returns how many were accepted by all.</summary>
    public async Task<int> DeliverAsync(CancellationToken cancellation)
    {
        var done = 0;
        foreach (var document in await records.Documents.ListAsync(Kind, cancellation))
        {
            var outgoing = Read(document);
            if (outgoing.NextAt > clock.GetUtcNow())
            {
                continue;
            }

            var taken = outgoing.Taken.ToList();
            foreach (var webhook in settings.Webhooks.Where(webhook => !taken.Contains(webhook.Url)))
            {
                if (await PostAsync(webhook, outgoing.Notice, cancellation))
                {
                    taken.Add(webhook.Url);
                }
            }

            if (settings.Webhooks.All(webhook => taken.Contains(webhook.Url)))
            {
                done += await records.Documents.DeleteAsync(Kind, document.Name, document.Revision, null, cancellation) ? 1 : 0;
                continue;
            }

            await AgainAsync(document, outgoing with { Taken = taken, Attempts = outgoing.Attempts + 1 }, cancellation);
        }

        return done;
    }

    /// <summary>The signature of a notice, as a receiver computes it.</summary>
    public static string Sign(string key, string id, string timestamp, string body) =>
        "v1," + Convert.ToBase64String(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}")));

    private async Task AgainAsync(StoredDocument document, Outgoing outgoing, CancellationToken cancellation)
    {
        if (outgoing.Attempts >= MostAttempts)
        {
            var note = new AuditNote(
                "outbox", "notice.dropped", outgoing.Notice.Alert.Cause,
                $"{outgoing.Notice.Id} was not accepted in {outgoing.Attempts} attempts");
            await records.Documents.DeleteAsync(Kind, document.Name, document.Revision, note, cancellation);
            return;
        }

        var pause = FirstPause * Math.Pow(2, outgoing.Attempts - 1);
        var next = clock.GetUtcNow() + (pause < LongestPause ? pause : LongestPause);
        await records.Documents.PutAsync(Kind, document.Name, Text(outgoing with { NextAt = next }), document.Revision, null, cancellation);
    }

    private async Task<bool> PostAsync(WebhookSettings webhook, Notice notice, CancellationToken cancellation)
    {
        var body = Encoding.UTF8.GetString(Documents.Write(notice));
        var timestamp = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url)
        {
            Content = new StringContent(body, new MediaTypeHeaderValue("application/json", "utf-8")),
        };
        request.Headers.Add(IdHeader, notice.Id);
        request.Headers.Add(TimestampHeader, timestamp);
        request.Headers.Add(SignatureHeader, Sign(webhook.Key.Reveal(), notice.Id, timestamp, body));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            // It is retried later; the notice has the number of attempts.
            return false;
        }
    }

    private static Outgoing Read(StoredDocument document) => Documents.Read<Outgoing>(Encoding.UTF8.GetBytes(document.Json));

    private static string Text(Outgoing outgoing) => Encoding.UTF8.GetString(Documents.Write(outgoing));
}
