using System.Text.Json;
using System.Text.Json.Nodes;

using Trestle.Storage.Records;

namespace Trestle.Server.Api;

/// <summary>Who did what, when and why.</summary>
internal static class AuditEndpoints
{
    private const int MaxListed = 1000;

    /// <summary>An entry of the audit log.</summary>
    public sealed record AuditDocument(
        long Number, DateTimeOffset At, string Who, string Action, string Subject, string Reason, JsonNode? Evidence, string Hash);

    /// <summary>Adds the endpoints.</summary>
    public static void MapAudit(this IEndpointRouteBuilder api)
    {
        var audit = api.MapGroup("/audit").WithTags("Audit");
        audit.MapGet("", ListAsync).WithSummary("The latest entries of the audit log, newest first");
        audit.MapGet(
            "/verify",
            (ServedProject served, CancellationToken cancellation) =>
                AuditCheck.RunAsync(served.Project, served.Records, null, cancellation))
            .WithSummary("Verify the audit log: its hashes, its checkpoint, and all records that must have an entry");
    }

    private static async Task<IReadOnlyList<AuditDocument>> ListAsync(
        RecordStore records, CancellationToken cancellation, int last = 100, string? subject = null) =>
        [.. (await records.Audit.LastAsync(Math.Clamp(last, 1, MaxListed), subject, cancellation)).Select(entry => new AuditDocument(
            entry.Number, entry.At, entry.Note.Who, entry.Note.Action, entry.Note.Subject, entry.Note.Reason, Evidence(entry.Note.Evidence),
            entry.Hash))];

    private static JsonNode? Evidence(string text)
    {
        try
        {
            return text.Length == 0 ? null : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}
