using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

using Npgsql;

using Trestle.Core.Errors;

namespace Trestle.Storage.Records;

/// <summary>
/// Records in a PostgreSQL database: for a team, and for several servers. The first call learns within five seconds that nothing answers;
/// later ones wait for a database that has become unavailable, up to about two minutes.
/// </summary>
internal sealed class PostgresRecords : IRecordProvider
{
    private const int MostRetries = 16;

    /// <summary>Seconds in which the first connection must be made. To give up a connection takes time, too.</summary>
    private const int ConnectAtOnce = 3;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    private const string TriggerBody = "BEGIN RAISE EXCEPTION 'the audit log is append-only'; END";

    /// <summary>As the migration made them; the types are sums of bits: row 1, before 2, delete 8, update 16, truncate 32.</summary>
    private static readonly (string Name, int Type)[] Triggers = [("audit_no_change", 1 + 2 + 8 + 16), ("audit_no_truncate", 2 + 32)];

    private readonly DbContextOptions<PostgresRecordContext> options;
    private readonly DbContextOptions<PostgresRecordContext> atOnce;

    /// <summary>Takes a connection string of Npgsql or a <c>postgresql://</c> URL; error TR0050 when it is neither.</summary>
    public PostgresRecords(string connection)
    {
        try
        {
            var builder = new NpgsqlConnectionStringBuilder(PostgresUrl.ToConnectionString(connection));
            Name = $"PostgreSQL database '{builder.Database}' on {builder.Host}:{builder.Port}";
            options = new DbContextOptionsBuilder<PostgresRecordContext>()
                .UseNpgsql(builder.ToString(), server => server.EnableRetryOnFailure(MostRetries, LongestPause, null)).Options;
            builder.Timeout = builder.Timeout == 0 ? ConnectAtOnce : Math.Min(builder.Timeout, ConnectAtOnce);
            atOnce = new DbContextOptionsBuilder<PostgresRecordContext>().UseNpgsql(builder.ToString()).Options;
        }
        catch (ArgumentException e)
        {
            // The message may hold a password.
            throw StorageErrors.WrongConnection().Thrown(e);
        }
    }

    public string Name { get; }

    public bool IsThere => true;

    public string Expected => "a PostgreSQL database of this version that answers, with a user who may create tables";

    public TimeSpan? OpeningLimit => Patience;

    public RecordContext Open() => new PostgresRecordContext(options);

    public RecordContext OpenAtOnce() => new PostgresRecordContext(atOnce);

    /// <summary>Nothing: the database must exist.</summary>
    public Task PrepareAsync(RecordContext context, CancellationToken cancellation) => Task.CompletedTask;

    public void Close()
    {
        using var any = Open();
        NpgsqlConnection.ClearPool((NpgsqlConnection)any.Database.GetDbConnection());
    }

    public Problem? Explain(Exception exception) => Find(exception) switch
    {
        null or PostgresException { SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ForeignKeyViolation } => null,
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } =>
            Unusable("it rejects the user or the password", "correct the connection"),
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => Unusable("it does not exist", "make it: createdb"),
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } said =>
            Unusable($"the user lacks a right: {said.MessageText}", "grant the user all rights on the schema of the database"),
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } said =>
            Unusable($"the server takes no more connections: {said.MessageText}", "raise max_connections, or end other clients"),
        PostgresException { SqlState: PostgresErrorCodes.CannotConnectNow } said =>
            Unusable($"the server starts or stops: {said.MessageText}", "wait until it answers, then run again"),
        PostgresException { SqlState: PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted } said =>
            Unusable(
                $"PostgreSQL reports damage ({said.SqlState}): {said.MessageText}",
                "restore it from a backup, or name another database; then register the packages again: trestle models recover"),
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => StorageErrors.DiskFull(Name),
        PostgresException said => Unusable($"{said.SqlState}: {said.MessageText}", "see the server's log"),
        { InnerException: TimeoutException } => Unusable("it does not answer", "start the server, or correct the connection"),
        var unreachable => Unusable(unreachable.Message, "start the server, or correct the connection"),
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

    private Problem Unusable(string reason, string advice) => StorageErrors.RecordsUnusable(Name, reason, Expected, advice);

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
