using Microsoft.EntityFrameworkCore;

namespace Trestle.Storage.Records;

/// <summary>The record database: opened for each call, so that any number of processes can use it.</summary>
internal sealed class RecordDatabase(IRecordProvider provider, TimeProvider clock, AuditCheckpoint? checkpoint = null)
{
    /// <summary>The second place of the audit log's head; null when there is none.</summary>
    public AuditCheckpoint? Checkpoint => checkpoint;

    /// <summary>The time now, in UTC ticks.</summary>
    public long Now() => clock.GetUtcNow().UtcTicks;

    /// <summary>Makes the database, or brings it up to date.</summary>
    public Task MigrateAsync(CancellationToken cancellation) => UseAsync(
        async context =>
        {
            var applied = provider.IsThere ? await context.Database.GetAppliedMigrationsAsync(cancellation).ConfigureAwait(false) : [];
            if (applied.Except(context.Database.GetMigrations(), StringComparer.Ordinal).Any())
            {
                throw StorageErrors.RecordsUnusable(
                    provider.Name, "it was written by a later version of Trestle", "use that version or a later one").Thrown();
            }

            if (applied.Count() < context.Database.GetMigrations().Count())
            {
                await context.Database.MigrateAsync(cancellation).ConfigureAwait(false);
            }
        },
        cancellation);

    /// <summary>Faults that the database finds in itself.</summary>
    public void Close() => provider.Close();

    public Task<IReadOnlyList<string>> CheckTriggersAsync(RecordContext context, CancellationToken cancellation) =>
        provider.CheckTriggersAsync(context, cancellation);

    public Task RestoreTriggersAsync(RecordContext context, CancellationToken cancellation) =>
        provider.RestoreTriggersAsync(context, cancellation);

    public Task<IReadOnlyList<string>> CheckAsync(CancellationToken cancellation) =>
        UseAsync(context => provider.CheckAsync(context, cancellation), cancellation);

    public Task UseAsync(Func<RecordContext, Task> work, CancellationToken cancellation) => UseAsync(
        async context =>
        {
            await work(context).ConfigureAwait(false);
            return true;
        },
        cancellation);

    /// <summary>Runs one call on its own context; database errors become problems that a person can act on.</summary>
    public async Task<T> UseAsync<T>(Func<RecordContext, Task<T>> work, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            AuditHead? written = null;
            await using var first = provider.Open();
            var result = await first.Database.CreateExecutionStrategy().ExecuteAsync(
                async () =>
                {
                    // A context that has failed may hold half of the changes.
                    await using var context = provider.Open();
                    var done = await work(context).ConfigureAwait(false);
                    written = LastWritten(context);
                    return done;
                }).ConfigureAwait(false);
            if (checkpoint is not null && written is not null)
            {
                await checkpoint.FollowAsync(first, written).ConfigureAwait(false);
            }

            return result;
        }
        catch (Exception e) when (provider.Explain(e) is { } problem)
        {
            throw problem.Thrown(e);
        }
    }

    /// <summary>
    /// Retries when another process took the number or the name between the check and the insert. Each failed attempt is one that
    /// another process won, so this ends.
    /// </summary>
    public async Task<T> AgainAsync<T>(Func<RecordContext, Task<T>> work, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return await UseAsync(work, cancellation).ConfigureAwait(false);
            }
            catch (DbUpdateException e) when (provider.IsTaken(e))
            {
                cancellation.ThrowIfCancellationRequested();
            }
        }
    }

    private static AuditHead? LastWritten(RecordContext context) => context.ChangeTracker.Entries<AuditEntity>()
        .Where(entry => entry.State == EntityState.Unchanged).Select(entry => entry.Entity).MaxBy(entity => entity.Number) is { } entity
        ? new AuditHead(entity.Number, entity.Hash)
        : null;
}
