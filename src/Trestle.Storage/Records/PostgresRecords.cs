using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

using Npgsql;

using Trestle.Core.Errors;

namespace Trestle.Storage.Records;

/// <summary>
/// Records in the project's own PostgreSQL database: for a team, and for several servers. A call waits for an unavailable database, up
/// to about two minutes.
/// </summary>
internal sealed class PostgresRecords : IRecordProvider
{
    private const int MostRetries = 16;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private const string TriggerBody = "BEGIN RAISE EXCEPTION 'the audit log is append-only'; END";

    /// <summary>As the migration made them; the types are sums of bits: row 1, before 2, delete 8, update 16, truncate 32.</summary>
    private static readonly (string Name, int Type)[] Triggers = [("audit_no_change", 1 + 2 + 8 + 16), ("audit_no_truncate", 2 + 32)];

    private readonly DbContextOptions<PostgresRecordContext> options;

    /// <summary>Takes a connection string of Npgsql or a <c>postgresql://</c> URL; error TR0050 when it is neither.</summary>
    public PostgresRecords(string connection)
    {
        try
        {
            var builder = new NpgsqlConnectionStringBuilder(PostgresUrl.ToConnectionString(connection));
            Name = $"PostgreSQL database '{builder.Database}' on {builder.Host}:{builder.Port}";
            options = new DbContextOptionsBuilder<PostgresRecordContext>()
                .UseNpgsql(builder.ToString(), server => server.EnableRetryOnFailure(MostRetries, LongestPause, null)).Options;
        }
        catch (ArgumentException e)
        {
            // The message may hold a password.
            throw StorageErrors.WrongConnection().Thrown(e);
        }
    }

    public string Name { get; }

    public bool IsThere => true;

    public RecordContext Open() => new PostgresRecordContext(options);

    public void Close()
    {
        using var any = Open();
        NpgsqlConnection.ClearPool((NpgsqlConnection)any.Database.GetDbConnection());
    }

    public Problem? Explain(Exception exception) => Find(exception) switch
    {
        null or PostgresException { SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ForeignKeyViolation } => null,
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } =>
            StorageErrors.RecordsUnusable(Name, "it rejects the user or the password", "correct the connection"),
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } =>
            StorageErrors.RecordsUnusable(Name, "it does not exist", "make it: createdb"),
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => StorageErrors.DiskFull(Name),
        PostgresException said => StorageErrors.RecordsUnusable(Name, $"{said.SqlState}: {said.MessageText}", "see the server's log"),
        var unreachable => StorageErrors.RecordsUnusable(Name, unreachable.Message, "start the server, or correct the connection"),
    };

    public bool IsTaken(DbUpdateException exception) =>
        Find(exception) is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    public async Task<IReadOnlyList<string>> CheckTriggersAsync(RecordContext context, CancellationToken cancellation)
    {
        var found = await context.Database.SqlQueryRaw<string>(
            """
            SELECT t.tgname || ' ' || t.tgtype || ' ' || (t.tgenabled IN ('O', 'A')) || ' ' || trim(p.prosrc, E' \n\r\t') AS "Value"
            FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE t.tgrelid = '"Audit"'::regclass AND NOT t.tgisinternal
            """).ToListAsync(cancellation).ConfigureAwait(false);
        return
        [
            .. Triggers.Where(trigger => !found.Contains($"{trigger.Name} {trigger.Type} true {TriggerBody}"))
                .Select(trigger => $"the trigger {trigger.Name}, which keeps entries from being changed, is missing or altered"),
        ];
    }

    private const string Restore = $"""
        CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        {TriggerBody} $$;
        DROP TRIGGER IF EXISTS audit_no_change ON "Audit";
        DROP TRIGGER IF EXISTS audit_no_truncate ON "Audit";
        CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON "Audit" FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
        CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON "Audit" FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
        """;

    public Task RestoreTriggersAsync(RecordContext context, CancellationToken cancellation) =>
        context.Database.ExecuteSqlRawAsync(Restore, cancellation);

    public Task<IReadOnlyList<string>> CheckAsync(RecordContext context, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<string>>([]);

    private static NpgsqlException? Find(Exception? exception) =>
        exception is null ? null : exception as NpgsqlException ?? Find(exception.InnerException);
}

/// <summary>The record database in PostgreSQL.</summary>
internal sealed class PostgresRecordContext(DbContextOptions<PostgresRecordContext> options) : RecordContext(options);

/// <summary>Used by the migration tool.</summary>
internal sealed class PostgresRecordContextFactory : IDesignTimeDbContextFactory<PostgresRecordContext>
{
    public PostgresRecordContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgresRecordContext>().UseNpgsql("Host=localhost").Options);
}
