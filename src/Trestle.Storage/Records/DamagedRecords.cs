using Trestle.Core.Errors;

namespace Trestle.Storage.Records;

/// <summary>Database files that nobody can use any more.</summary>
public static class DamagedRecords
{
    private const int LockTimeout = 30;

    /// <summary>
    /// Renames a damaged database file, with what SQLite keeps beside it, so that a new one is made when the records are opened. No process
    /// may be using it.
    /// </summary>
    /// <returns>Where it is now; null when there is none or it is sound. One that is locked cannot be judged: error TR0048.</returns>
    public static async Task<string?> SetAsideAsync(string file, TimeProvider clock, CancellationToken cancellation)
    {
        var provider = new SqliteRecords(file, LockTimeout);
        if (!provider.IsThere || !await IsDamagedAsync(new RecordDatabase(provider, clock), cancellation).ConfigureAwait(false))
        {
            return null;
        }

        provider.Close();
        var aside = $"{file}.damaged-{clock.GetUtcNow():yyyyMMdd'T'HHmmss}";
        foreach (var part in new[] { "", "-wal", "-shm" }.Where(part => File.Exists(file + part)))
        {
            File.Move(file + part, aside + part);
        }

        return aside;
    }

    private static async Task<bool> IsDamagedAsync(RecordDatabase database, CancellationToken cancellation)
    {
        try
        {
            await database.MigrateAsync(cancellation).ConfigureAwait(false);
            return (await database.CheckAsync(cancellation).ConfigureAwait(false)).Count > 0;
        }
        catch (TrestleException e) when (SqliteFaults.IsDamage(e))
        {
            return true;
        }
    }
}
