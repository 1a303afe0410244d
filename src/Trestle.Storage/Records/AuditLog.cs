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
public sealed record AuditEntry(long Number, DateTimeOffset At, AuditNote Note, string Hash)
{
    /// <summary>The project that wrote it, where several share the database; null for one that has the log for itself.</summary>
    public string? Project { get; init; }
}

/// <summary>What a check of the audit log found.</summary>
/// <param name="Entries">Number of entries.</param>
/// <param name="Head">The last entry's hash; kept elsewhere, it later proves that nothing was removed from the end.</param>
/// <param name="Faults">What is wrong; empty when the log is intact.</param>
public sealed record AuditVerdict(long Entries, string Head, IReadOnlyList<string> Faults)
{
    /// <summary>The first thing that is wrong; null when the log is intact.</summary>
    public string? Fault => Faults.Count > 0 ? Faults[0] : null;

    /// <summary>Whether each entry follows from the one before, so that what they say can be relied on.</summary>
    public bool IsChained { get; init; } = true;

    /// <summary>The head that the checkpoint file holds; null when there is none.</summary>
    public AuditHead? Checkpoint { get; init; }
}

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

    /// <summary>The last entry; null in an empty log.</summary>
    public async Task<AuditHead?> HeadAsync(CancellationToken cancellation) =>
        await LastAsync(1, null, cancellation).ConfigureAwait(false) is [var last] ? new AuditHead(last.Number, last.Hash) : null;

    /// <summary>
    /// Computes every hash again, and holds the versions, the aliases, the checkpoint and the triggers that protect the log against it.
    /// </summary>
    /// <param name="kept">
    /// The number and hash of an entry that were noted elsewhere; they also reveal a log that was rewritten from some entry on.
    /// </param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="see">Gets each entry, in order.</param>
    public Task<AuditVerdict> VerifyAsync(
        (long Number, string Hash)? kept, CancellationToken cancellation, Action<AuditEntry>? see = null) => database.UseAsync(
        async context =>
        {
            var registry = new AuditedRegistry();
            var chain = await ReadAsync(context, kept, (Action<AuditEntry>)registry.See + see, cancellation).ConfigureAwait(false);
            var faults = new List<string>(chain.Faults);
            if (database.Checkpoint is { } checkpoint
                && await checkpoint.FaultAsync(context, cancellation).ConfigureAwait(false) is { } lost)
            {
                faults.Add(lost);
            }

            faults.AddRange(await database.CheckTriggersAsync(context, cancellation).ConfigureAwait(false));
            if (chain.IsChained)
            {
                faults.AddRange(await registry.FaultsAsync(context, cancellation).ConfigureAwait(false));
            }

            return chain with { Faults = faults, Checkpoint = database.Checkpoint?.Read() };
        },
        cancellation);

    /// <summary>
    /// Goes on with the log as it is, after somebody has looked into what is wrong: with an entry that says who did and why, a checkpoint
    /// at that entry, and the triggers that protect the log. Nothing else is repaired.
    /// </summary>
    public async Task<AuditEntry> AcceptAsync(string who, string reason, IReadOnlyList<string> faults, CancellationToken cancellation)
    {
        var evidence = JsonSerializer.Serialize(new { checkpoint = database.Checkpoint?.Read()?.ToString(), faults });
        var entry = await AppendAsync(new AuditNote(who, "audit.accept", "audit log", reason, evidence), cancellation)
            .ConfigureAwait(false);
        await database.UseAsync(
            async context =>
            {
                await database.RestoreTriggersAsync(context, cancellation).ConfigureAwait(false);
                if (database.Checkpoint is { } checkpoint)
                {
                    await checkpoint.BeginAsync(context, new AuditHead(entry.Number, entry.Hash), cancellation).ConfigureAwait(false);
                }
            },
            cancellation).ConfigureAwait(false);
        return entry;
    }

    private static async Task<AuditVerdict> ReadAsync(
        RecordContext context, (long Number, string Hash)? kept, Action<AuditEntry> see, CancellationToken cancellation)
    {
        var (number, hash, found) = (0L, "", kept is null);
        var entries = context.Audit.AsNoTracking().OrderBy(entity => entity.Number).AsAsyncEnumerable();
        await foreach (var entity in entries.WithCancellation(cancellation).ConfigureAwait(false))
        {
            number++;
            var fault = entity.Number != number ? $"entry {number} is missing"
                : entity.Hash != HashOf(entity, hash) ? $"entry {number} was changed"
                : kept is { } known && known.Number == number && known.Hash != entity.Hash ? $"entry {number} differs from the noted one"
                : null;
            if (fault is not null)
            {
                return new AuditVerdict(number, hash, [fault]) { IsChained = false };
            }

            hash = entity.Hash;
            found |= kept?.Number == number;
            see(Entry(entity));
        }

        return new AuditVerdict(
            number, hash, found ? [] : [$"the log ends at entry {number}, before the noted one, {kept!.Value.Number}"]);
    }

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
            Evidence = context.Project is null ? note.Evidence : $"{context.Project}\n{note.Evidence}",
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

    /// <summary>An entry; the project that wrote it is a line before its evidence.</summary>
    private static AuditEntry Entry(AuditEntity entity)
    {
        var end = entity.Evidence.IndexOf('\n', StringComparison.Ordinal);
        var evidence = entity.Evidence[(end + 1)..];
        return new AuditEntry(
            entity.Number,
            new DateTimeOffset(entity.At, TimeSpan.Zero),
            new AuditNote(entity.Who, entity.Action, entity.Subject, entity.Reason, evidence),
            entity.Hash)
        {
            Project = end < 0 ? null : entity.Evidence[..end],
        };
    }
}
