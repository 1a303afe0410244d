using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

using Trestle.Core.Errors;

namespace Trestle.Storage.Records;

/// <summary>Records in one SQLite file: for one machine, with nothing to install.</summary>
internal sealed class SqliteRecords(string file, int lockTimeout) : IRecordProvider
{
    private readonly DbContextOptions<SqliteRecordContext> options = new DbContextOptionsBuilder<SqliteRecordContext>()
        .UseSqlite(
            new SqliteConnectionStringBuilder { DataSource = file, DefaultTimeout = lockTimeout, ForeignKeys = true }.ToString()).Options;

    public string Name => file;

    public bool IsThere => File.Exists(file);

    public string Expected => SqliteFaults.Expected;

    public TimeSpan? OpeningLimit => null;

    public RecordContext Open() => new SqliteRecordContext(options);

    public RecordContext OpenAtOnce() => Open();

    public void Close()
    {
        using var any = Open();
        SqliteConnection.ClearPool((SqliteConnection)any.Database.GetDbConnection());
    }

    public Problem? Explain(Exception exception) => SqliteFaults.Explain(file, exception);

    public bool IsTaken(DbUpdateException exception) => SqliteFaults.IsTaken(exception);

    public async Task<IReadOnlyList<string>> CheckAsync(RecordContext context, CancellationToken cancellation)
    {
        var found = await context.Database.SqlQueryRaw<string>("PRAGMA integrity_check").ToListAsync(cancellation).ConfigureAwait(false);
        return [.. found.Where(line => line != "ok")];
    }
}

/// <summary>The record database in SQLite.</summary>
internal sealed class SqliteRecordContext(DbContextOptions<SqliteRecordContext> options) : RecordContext(options);

/// <summary>Used by the migration tool.</summary>
internal sealed class SqliteRecordContextFactory : IDesignTimeDbContextFactory<SqliteRecordContext>
{
    public SqliteRecordContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteRecordContext>().UseSqlite("Data Source=design.db").Options);
}
