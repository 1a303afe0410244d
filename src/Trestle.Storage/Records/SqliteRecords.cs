using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

using Trestle.Core.Errors;
using Trestle.Storage.Files;

namespace Trestle.Storage.Records;

/// <summary>Records in one SQLite file: for one machine, with nothing to install.</summary>
internal sealed class SqliteRecords(string file, int lockTimeout) : IRecordProvider
{
    private readonly DbContextOptions<SqliteRecordContext> options = new DbContextOptionsBuilder<SqliteRecordContext>()
        .UseSqlite(
            new SqliteConnectionStringBuilder { DataSource = file, DefaultTimeout = lockTimeout, ForeignKeys = true }.ToString()).Options;

    /// <summary>As the migration made them.</summary>
    private static readonly (string Name, string Sql)[] Triggers =
    [
        ("Audit_NoUpdate", Trigger("Audit_NoUpdate", "UPDATE")),
        ("Audit_NoDelete", Trigger("Audit_NoDelete", "DELETE")),
    ];

    private static string Trigger(string name, string change) =>
        $"CREATE TRIGGER {name} BEFORE {change} ON Audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END";

    public string Name => file;

    public bool IsThere => File.Exists(file);

    public string Expected => SqliteFaults.Expected;

    public TimeSpan? OpeningLimit => null;

    public RecordContext Open() => new SqliteRecordContext(options);

    public RecordContext OpenAtOnce() => Open();

    /// <summary>
    /// A new file is made private while it is empty: SQLite gives the files beside it (-wal, -shm) its mode. EF Core then finds it there,
    /// and does not set the write-ahead mode.
    /// </summary>
    public async Task PrepareAsync(RecordContext context, CancellationToken cancellation)
    {
        var made = !IsThere;
        await context.Database.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        if (made && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, PrivateFiles.OfFile);
        }

        await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = 'wal'", cancellation).ConfigureAwait(false);
    }

    public void Close()
    {
        using var any = new SqliteRecordContext(options);
        SqliteConnection.ClearPool((SqliteConnection)any.Database.GetDbConnection());
    }

    public Problem? Explain(Exception exception) => SqliteFaults.Explain(file, exception);

    public bool IsTaken(DbUpdateException exception) => SqliteFaults.IsTaken(exception);

    public async Task<IReadOnlyList<string>> CheckTriggersAsync(RecordContext context, CancellationToken cancellation)
    {
        var found = await context.Database.SqlQueryRaw<string>(
            "SELECT sql AS Value FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'Audit'")
            .ToListAsync(cancellation).ConfigureAwait(false);
        return
        [
            .. Triggers.Where(trigger => !found.Contains(trigger.Sql))
                .Select(trigger => $"the trigger {trigger.Name}, which keeps entries from being changed, is missing or altered"),
        ];
    }

    public async Task RestoreTriggersAsync(RecordContext context, CancellationToken cancellation)
    {
        foreach (var (name, sql) in Triggers)
        {
            var restore = $"DROP TRIGGER IF EXISTS {name}; {sql}";
            await context.Database.ExecuteSqlRawAsync(restore, cancellation).ConfigureAwait(false);
        }
    }

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
