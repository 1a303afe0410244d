using System.Data.Common;
using System.Security.Cryptography;
using System.Text;

using Microsoft.EntityFrameworkCore;

using Trestle.Core.Errors;
using Trestle.Storage.Files;

namespace Trestle.Storage.Records;

/// <summary>
/// Keeps the head of the audit log in a file of its own, so that a log that was emptied, cut or replaced by an old copy is found without
/// anybody's note. The file follows the log entry by entry, and stays where it is once the log contradicts it.
/// </summary>
internal sealed class AuditCheckpoint(string file, TimeProvider clock)
{
    private const string Kind = "audit-checkpoint";

    /// <summary>The checkpoint in a file; null without one.</summary>
    public static AuditCheckpoint? At(string? file, TimeProvider clock) => file is null ? null : new AuditCheckpoint(file, clock);

    /// <summary>The name of its marker in the records: other machines and folders have files of their own.</summary>
    private readonly string marker = Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{Environment.MachineName}:{Path.GetFullPath(file)}")))[..16];

    /// <summary>The head in the file; null when there is none, or the file holds something else.</summary>
    public AuditHead? Read() => File.Exists(file) ? AuditHead.Parse(File.ReadAllText(file)) : null;

    /// <summary>
    /// Moves the file on to an entry that was just written, unless the log no longer has the entry that the file holds. A file that
    /// cannot be written is left behind: the entry is written, and the next one tries again.
    /// </summary>
    public async Task FollowAsync(RecordContext context, AuditHead head)
    {
        try
        {
            // The machine's time: the lock is held by other processes.
            using var one = await FileLock.TakeAsync($"{file}.lock", TimeProvider.System, CancellationToken.None).ConfigureAwait(false);
            if (await MayBeginAsync(context, CancellationToken.None).ConfigureAwait(false))
            {
                await BeginAsync(context, head, CancellationToken.None).ConfigureAwait(false);
            }
            else if (Read() is { } seen
                && seen.Number < head.Number
                && await HashAsync(context, seen.Number, CancellationToken.None).ConfigureAwait(false) == seen.Hash)
            {
                Write(head);
            }
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException or TrestleException or DbException)
        {
            // The file stays behind the log, which verifying shows and does not count as a loss.
        }
    }

    /// <summary>What the file says against the log; null when they agree.</summary>
    public async Task<string?> FaultAsync(RecordContext context, CancellationToken cancellation)
    {
        if (Read() is { } seen)
        {
            var last = await context.Audit.MaxAsync(entity => (long?)entity.Number, cancellation).ConfigureAwait(false) ?? 0;
            return last < seen.Number ? $"the log ends at entry {last}, but entry {seen.Number} was written: see {file}"
                : await HashAsync(context, seen.Number, cancellation).ConfigureAwait(false) != seen.Hash
                    ? $"entry {seen.Number} is not the one that was written: see {file}"
                    : null;
        }

        return File.Exists(file) ? $"the checkpoint {file} is damaged"
            : await MayBeginAsync(context, cancellation).ConfigureAwait(false) ? null
            : $"the checkpoint {file} is gone";
    }

    /// <summary>Begins again at the head of the log as it is.</summary>
    public async Task BeginAsync(RecordContext context, AuditHead head, CancellationToken cancellation)
    {
        Write(head);
        if (!await IsMarkedAsync(context, cancellation).ConfigureAwait(false))
        {
            context.Documents.Add(new DocumentEntity
            {
                Project = "",
                Kind = Kind,
                Name = marker,
                Revision = 1,
                Json = "{}",
                At = clock.GetUtcNow().UtcTicks,
            });
            await context.SaveChangesAsync(cancellation).ConfigureAwait(false);
        }
    }

    private void Write(AuditHead head) =>
        AtomicFile.Write(file, temporary => File.WriteAllText(temporary, $"{head}\n"));

    /// <summary>Whether there never was a file here; one that was is not made again unasked.</summary>
    private async Task<bool> MayBeginAsync(RecordContext context, CancellationToken cancellation) =>
        !File.Exists(file) && !await IsMarkedAsync(context, cancellation).ConfigureAwait(false);

    private Task<bool> IsMarkedAsync(RecordContext context, CancellationToken cancellation) =>
        context.Documents.AnyAsync(entity => entity.Kind == Kind && entity.Name == marker, cancellation);

    private static Task<string?> HashAsync(RecordContext context, long number, CancellationToken cancellation) =>
        context.Audit.Where(entity => entity.Number == number).Select(entity => (string?)entity.Hash).FirstOrDefaultAsync(cancellation);
}
