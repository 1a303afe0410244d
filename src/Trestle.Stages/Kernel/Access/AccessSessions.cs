using System.Security.Cryptography;
using System.Text;

using Trestle.Stages.Kernel.Artifacts;
using Trestle.Storage.Records;

namespace Trestle.Stages.Kernel.Access;

/// <summary>
/// The open sessions of a project's server. A session is open while its record exists; without it, a copy of its cookie opens nothing.
/// </summary>
public sealed class AccessSessions(RecordStore records, TimeProvider clock)
{
    private const string Kind = "session";
    private const int IdBytes = 8;
    private static readonly TimeSpan Precision = TimeSpan.FromMinutes(5);

    /// <summary>Opens a session, with a note in the audit log.</summary>
    /// <param name="who">The name in the audit log.</param>
    /// <param name="role">What it may do.</param>
    /// <param name="key">The key that opens it; null when there is none.</param>
    /// <param name="how">How it is opened, in words.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<AccessSession> OpenAsync(string who, Role role, string? key, string how, CancellationToken cancellation)
    {
        await RemoveExpiredAsync(cancellation);
        var now = clock.GetUtcNow();
        var session = new AccessSession(
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes)), who, role, key, how, now, now);
        await PutAsync(session, 0, new AuditNote(who, "session.open", session.Id, how), cancellation);
        return session;
    }

    /// <summary>An open session; null when there is none of this id.</summary>
    public async Task<AccessSession?> FindAsync(string id, CancellationToken cancellation) =>
        (await FindStoredAsync(id, cancellation))?.Session;

    /// <summary>An open session, noted as in use; null when there is none of this id.</summary>
    public async Task<AccessSession?> UseAsync(string id, CancellationToken cancellation)
    {
        if (await FindStoredAsync(id, cancellation) is not { } found)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        if (now - found.Session.UsedAt > Precision)
        {
            // When another request wrote first, the session is noted as in use as well.
            await PutAsync(found.Session with { UsedAt = now }, found.Revision, null, cancellation);
        }

        return found.Session;
    }

    /// <summary>All open sessions, the latest first.</summary>
    public async Task<IReadOnlyList<AccessSession>> ListAsync(CancellationToken cancellation) =>
        [.. (await AllAsync(cancellation)).Select(found => found.Session).Where(IsOpen).OrderByDescending(session => session.OpenedAt)];

    /// <summary>Ends a session for good. Error TR0126 when none of this id is open.</summary>
    public async Task EndAsync(string id, string who, CancellationToken cancellation)
    {
        if (!await TryEndAsync(id, who, $"ended by {who}", cancellation))
        {
            throw new TrestleException(
                AccessErrors.NoSession(id, [.. (await ListAsync(cancellation)).Select(session => session.Id)]));
        }
    }

    /// <summary>The same for a session that may have ended; false when it has.</summary>
    public async Task<bool> TryEndAsync(string id, string who, string reason, CancellationToken cancellation)
    {
        // Repeated when the session was noted as in use in the meantime.
        while (await FindStoredAsync(id, cancellation) is { } found)
        {
            if (await DeleteAsync(found, who, reason, cancellation))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Ends all sessions that a key opened.</summary>
    public async Task EndAllAsync(string key, string who, string reason, CancellationToken cancellation)
    {
        foreach (var session in (await ListAsync(cancellation)).Where(session => session.Key == key))
        {
            await TryEndAsync(session.Id, who, reason, cancellation);
        }
    }

    private async Task RemoveExpiredAsync(CancellationToken cancellation)
    {
        foreach (var found in (await AllAsync(cancellation)).Where(found => !IsOpen(found.Session)))
        {
            await DeleteAsync(found, found.Session.Who, "not used any more, or too old", cancellation);
        }
    }

    private bool IsOpen(AccessSession session) => clock.GetUtcNow() < session.EndsAt;

    private async Task<(AccessSession Session, long Revision)?> FindStoredAsync(string id, CancellationToken cancellation) =>
        await records.Documents.FindAsync(Kind, id, cancellation) is { } document && Read(document) is var found && IsOpen(found.Session)
            ? found
            : null;

    private async Task<IEnumerable<(AccessSession Session, long Revision)>> AllAsync(CancellationToken cancellation) =>
        (await records.Documents.ListAsync(Kind, cancellation)).Select(Read);

    private Task<bool> PutAsync(AccessSession session, long seen, AuditNote? note, CancellationToken cancellation) =>
        records.Documents.PutAsync(Kind, session.Id, Encoding.UTF8.GetString(Documents.Write(session)), seen, note, cancellation);

    private Task<bool> DeleteAsync(
        (AccessSession Session, long Revision) found, string who, string reason, CancellationToken cancellation) =>
        records.Documents.DeleteAsync(
            Kind, found.Session.Id, found.Revision, new AuditNote(who, "session.end", found.Session.Id, reason), cancellation);

    private static (AccessSession Session, long Revision) Read(StoredDocument document) =>
        (Documents.Read<AccessSession>(Encoding.UTF8.GetBytes(document.Json)), document.Revision);
}
