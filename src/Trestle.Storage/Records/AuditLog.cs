using System.Security.Cryptography;
using System.Text.Json;

using Microsoft.EntityFrameworkCore;

namespace Trestle.Storage.Records;

/// <summary>Something that somebody did, or decided not to do.</summary>
/// <param name="Who">A person, a key or a part of Trestle.</param>
/// <param name="Action">What was done, such as <c>deploy.promote</c>.</param>
/// <param name="Subject">The object of the action: <c>churn/3</c>.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="Evidence">The figures behind the decision, as JSON; empty when there are none.</param>
public sealed record AuditNote(string Who, string Action, string Subject, string Reason, string Evidence = "");

/// <summary>A note in the audit log.</summary>
/// <param name="Number">Its number, from 1 without gaps.</param>
/// <param name="At">When it was written.</param>
/// <param name="Note">The note.</param>
/// <param name="Hash">Over this entry and the hash of the previous one.</param>
public sealed record AuditEntry(long Number, DateTimeOffset At, AuditNote Note, string Hash);

/// <summary>What a check of the audit log found.</summary>
/// <param name="Entries">Number of entries.</param>
/// <param name="Head">The last entry's hash; kept elsewhere, it later proves that nothing was removed from the end.</param>
/// <param name="Fault">The first thing that is wrong; null when the log is intact.</param>
public sealed record AuditVerdict(long Entries, string Head, string? Fault);

/// <summary>
/// The audit log. Entries are only ever added; each carries a hash over itself and the previous entry, which reveals a changed, missing
/// or inserted entry.
/// </summary>
public sealed class AuditLog
{
    private readonly RecordDatabase database;

    internal AuditLog(RecordDatabase database) => this.database = database;

    /// <summary>Adds a note.</summary>
    public Task<AuditEntry> AppendAsync(AuditNote note, CancellationToken cancellation) => database.AgainAsync(
        async context =>
        {
            var entity = await AddAsync(context, note, database.Now(), cancellation).ConfigureAwait(false);
            await context.SaveChangesAsync(cancellation).ConfigureAwait(false);
            return Entry(entity);
        },
        cancellation);

    /// <summary>The last entries, the newest first; those about one subject when it is given.</summary>
    public Task<IReadOnlyList<AuditEntry>> LastAsync(
        int limit, string? subject, CancellationToken cancellation) => database.UseAsync<IReadOnlyList<AuditEntry>>(
        async context =>
        {
            var entries = await context.Audit.AsNoTracking()
                .Where(entity => subject == null || entity.Subject == subject)
                .OrderByDescending(entity => entity.Number).Take(limit).ToListAsync(cancellation).ConfigureAwait(false);
            return [.. entries.Select(Entry)];
        },
        cancellation);

    /// <summary>
    /// Computes every hash again. <paramref name="kept"/> is the number and hash of an entry that were noted elsewhere, which also
    /// reveals a log that was rewritten from some entry on.
    /// </summary>
    public Task<AuditVerdict> VerifyAsync((long Number, string Hash)? kept, CancellationToken cancellation) => database.UseAsync(
        async context =>
        {
            var (number, hash, found) = (0L, "", kept is null);
            var entries = context.Audit.AsNoTracking().OrderBy(entity => entity.Number).AsAsyncEnumerable();
            await foreach (var entity in entries.WithCancellation(cancellation).ConfigureAwait(false))
            {
                number++;
                var fault = entity.Number != number ? $"entry {number} is missing"
                    : entity.Hash != HashOf(entity, hash) ? $"entry {number} was changed"
                    : null;
                if (fault is not null)
                {
                    return new AuditVerdict(number, hash, fault);
                }

                hash = entity.Hash;
                if (kept is { } known && known.Number == number)
                {
                    found = true;
                    if (known.Hash != hash)
                    {
                        return new AuditVerdict(number, hash, $"entry {number} differs from the noted one");
                    }
                }
            }

            return new AuditVerdict(
                number, hash, found ? null : $"the log ends at entry {number}, before the noted one, {kept!.Value.Number}");
        },
        cancellation);

    /// <summary>Adds a note within a call that also changes something else: both or neither.</summary>
    internal static async Task<AuditEntity> AddAsync(RecordContext context, AuditNote note, long now, CancellationToken cancellation)
    {
        var last = await context.Audit.AsNoTracking().OrderByDescending(entity => entity.Number)
            .FirstOrDefaultAsync(cancellation).ConfigureAwait(false);
        var entity = new AuditEntity
        {
            Number = (last?.Number ?? 0) + 1,
            At = now,
            Who = note.Who,
            Action = note.Action,
            Subject = note.Subject,
            Reason = note.Reason,
            Evidence = note.Evidence,
            Hash = "",
        };
        entity.Hash = HashOf(entity, last?.Hash ?? "");
        context.Audit.Add(entity);
        return entity;
    }

    /// <summary>SHA-256 of a JSON list, which is unambiguous, of the previous hash and everything in the entry.</summary>
    internal static string HashOf(
        AuditEntity entity, string before) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(
        new object[] { before, entity.Number, entity.At, entity.Who, entity.Action, entity.Subject, entity.Reason, entity.Evidence })));

    private static AuditEntry Entry(AuditEntity entity) => new(
        entity.Number,
        new DateTimeOffset(entity.At, TimeSpan.Zero),
        new AuditNote(entity.Who, entity.Action, entity.Subject, entity.Reason, entity.Evidence),
        entity.Hash);
}
