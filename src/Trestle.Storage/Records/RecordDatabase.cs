using System.Data.Common;

using Microsoft.EntityFrameworkCore;

using Trestle.Core.Errors;

namespace Trestle.Storage.Records;

/// <summary>The record database: opened for each call, so that any number of processes can use it.</summary>
internal sealed class RecordDatabase(
    IRecordProvider provider, TimeProvider clock, AuditCheckpoint? checkpoint = null, string? project = null)
{
    /// <summary>The second place of the audit log's head; null when there is none.</summary>
    public AuditCheckpoint? Checkpoint => checkpoint;

    /// <summary>The project whose records are seen, of those that share the database; null where it is a project's own.</summary>
    public string? Project => project;

    /// <summary>The time now, in UTC ticks.</summary>
    public long Now() => clock.GetUtcNow().UtcTicks;

    /// <summary>Makes the database, or brings it up to date. A database that does not answer is an error after a few seconds.</summary>
    public async Task MigrateAsync(CancellationToken cancellation)
    {
        var pending = await PendingAsync(cancellation).ConfigureAwait(false);
        while (pending > 0)
        {
            try
            {
                await UseAsync(
                    async context =>
                    {
                        await provider.PrepareAsync(context, cancellation).ConfigureAwait(false);
                        await context.Database.MigrateAsync(cancellation).ConfigureAwait(false);
                    },
                    cancellation).ConfigureAwait(false);
                return;
            }
            catch (Exception e) when (e is TrestleException or DbUpdateException or DbException)
            {
                // Another process may have taken the same step between the look and the change.
                var left = await PendingAsync(cancellation).ConfigureAwait(false);
                if (left >= pending)
                {
                    throw;
                }

                pending = left;
            }
        }
    }

    /// <summary>Closes the connections that are kept open for the next call.</summary>
    public void Close() => provider.Close();

    public Task<IReadOnlyList<string>> CheckTriggersAsync(RecordContext context, CancellationToken cancellation) =>
        provider.CheckTriggersAsync(context, cancellation);

    public Task RestoreTriggersAsync(RecordContext context, CancellationToken cancellation) =>
        provider.RestoreTriggersAsync(context, cancellation);

    /// <summary>Faults that the database finds in itself.</summary>
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
                    context.Project = project;
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

    /// <summary>How many steps are missing to bring the database up to date; one of a later version is an error.</summary>
    private async Task<int> PendingAsync(CancellationToken cancellation)
    {
        if (!provider.IsThere)
        {
            return int.MaxValue;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (provider.OpeningLimit is { } longest)
        {
            limit.CancelAfter(longest);
        }

        try
        {
            await using var context = provider.OpenAtOnce();
            var applied = (await context.Database.GetAppliedMigrationsAsync(limit.Token).ConfigureAwait(false)).ToArray();
            var known = context.Database.GetMigrations().ToArray();
            return applied.Except(known, StringComparer.Ordinal).Any()
                ? throw Unusable("it was written by a later version of Trestle", "use that version or a later one").Thrown()
                : known.Length - applied.Length;
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            var waited = $"nothing answers within {provider.OpeningLimit!.Value.TotalSeconds:0} seconds";
            throw Unusable(waited, "start the server, or correct the connection").Thrown(e);
        }
        catch (Exception e) when (provider.Explain(e) is { } problem)
        {
            throw problem.Thrown(e);
        }
    }

    private Problem Unusable(string reason, string advice) =>
        StorageErrors.RecordsUnusable(provider.Name, reason, provider.Expected, advice);

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
