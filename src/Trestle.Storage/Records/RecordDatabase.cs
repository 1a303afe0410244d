using Microsoft.EntityFrameworkCore;

using Trestle.Core.Errors;

namespace Trestle.Storage.Records;

/// <summary>The record database: opened for each call, so that any number of processes can use it.</summary>
internal sealed class RecordDatabase(IRecordProvider provider, TimeProvider clock)
{
    /// <summary>The time now, in UTC ticks.</summary>
    public long Now() => clock.GetUtcNow().UtcTicks;

    /// <summary>Makes the database, or brings it up to date. A database that does not answer is an error after a few seconds.</summary>
    public async Task MigrateAsync(CancellationToken cancellation)
    {
        if (await PendingAsync(cancellation).ConfigureAwait(false))
        {
            await UseAsync(context => context.Database.MigrateAsync(cancellation), cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Closes the connections that are kept open for the next call.</summary>
    public void Close() => provider.Close();

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
            await using var first = provider.Open();
            return await first.Database.CreateExecutionStrategy().ExecuteAsync(
                async () =>
                {
                    // A context that has failed may hold half of the changes.
                    await using var context = provider.Open();
                    return await work(context).ConfigureAwait(false);
                }).ConfigureAwait(false);
        }
        catch (Exception e) when (provider.Explain(e) is { } problem)
        {
            throw problem.Thrown(e);
        }
    }

    /// <summary>Whether the database is to be made or brought up to date; one of a later version is an error.</summary>
    private async Task<bool> PendingAsync(CancellationToken cancellation)
    {
        if (!provider.IsThere)
        {
            return true;
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
                : applied.Length < known.Length;
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
}
