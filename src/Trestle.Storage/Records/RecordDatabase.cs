using Microsoft.EntityFrameworkCore;

namespace Trestle.Storage.Records;

/// <summary>The record database: opened anew for each call, so that any number of processes can use it.</summary>
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
                    provider.Name, "a later version of Trestle wrote it", "use that version or a later one").Thrown();
            }

            if (applied.Count() < context.Database.GetMigrations().Count())
            {
                await context.Database.MigrateAsync(cancellation).ConfigureAwait(false);
            }
        },
        cancellation);

    /// <summary>What the database finds wrong with itself.</summary>
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

    /// <summary>Runs one call on a context of its own; what the database says becomes a problem that a person can act on.</summary>
    public async Task<T> UseAsync<T>(Func<RecordContext, Task<T>> work, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            await using var first = provider.Open();
            return await first.Database.CreateExecutionStrategy().ExecuteAsync(
                async () =>
                {
                    // A context that has failed may hold half of what was to be written.
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
    /// Looks again when another process took the number or the name between the question and the answer. Each attempt that fails is
    /// one that another process won, so this ends.
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
