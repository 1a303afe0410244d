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
