using Microsoft.EntityFrameworkCore;

namespace Trestle.Storage.Records;

/// <summary>The record database: opened for each call, so that any number of processes can use it.</summary>
internal sealed class RecordDatabase(IRecordProvider provider, TimeProvider clock)
{
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
