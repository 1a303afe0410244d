using System.Data;
using System.Data.Common;

using Npgsql;

namespace Trestle.Storage.Tables.Databases;

/// <summary>
/// PostgreSQL. Numbers and texts come in binary form, and every other value, also of types that are defined in the database, in the
/// server's own text.
/// </summary>
internal sealed class PostgresDatabase : IDatabaseKind
{
    private const int DefaultPort = 5432;

    private static readonly Dictionary<string, string> Parameters = new(StringComparer.OrdinalIgnoreCase)
    {
        ["sslmode"] = "SSL Mode",
        ["sslrootcert"] = "Root Certificate",
        ["connect_timeout"] = "Timeout",
        ["application_name"] = "Application Name",
        ["options"] = "Options",
    };

    public string Name => "PostgreSQL";

    public IReadOnlyList<string> Schemes => ["postgres", "postgresql"];

    public string Tables => """
        SELECT CASE WHEN n.nspname = ANY (current_schemas(false)) THEN c.relname ELSE n.nspname || '.' || c.relname END
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
        ORDER BY 1 LIMIT 1000
        """;

    public DbConnection Connection(DatabaseQuery query)
    {
        var url = DatabaseUrl.Of(query, DefaultPort);
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = url.Host,
            Port = url.Port,
            Username = url.User,
            Password = url.Password,
            Database = url.Database.Length > 0 ? url.Database : null,
            Pooling = false,
            ApplicationName = "trestle",
            CommandTimeout = (int)query.Timeout.TotalSeconds,
        };
        url.Apply(builder, Parameters);
        return new NpgsqlConnection(builder.ConnectionString);
    }

    public string Quote(string part) => $"\"{part.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public void Begin(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SET default_transaction_read_only = on; SET synchronize_seqscans = off; SET TimeZone = 'UTC'; "
            + "SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres'; SET extra_float_digits = 1; "
            + "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
        command.ExecuteNonQuery();
    }

    public DatabaseRows Run(DbCommand command, CancellationToken cancellation)
    {
        var postgres = (NpgsqlCommand)command;
        IReadOnlyList<DbColumn> described;
        using (var shape = command.ExecuteReader(CommandBehavior.SchemaOnly))
        {
            described = shape.GetColumnSchema();
        }

        PostgresType[] types = [.. described.Select(column => PostgresType.Of(column.DataTypeName ?? ""))];
        postgres.UnknownResultTypeList = [.. types.Select(type => type.IsText)];
        var reader = command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellation).GetAwaiter().GetResult();
        return new DatabaseRows(reader, [.. described.Zip(types, (column, type) => type.Column(column.ColumnName))]);
    }

    public DatabaseFault Fault(DbException exception) => exception switch
    {
        PostgresException { SqlState: "28P01" or "28000" } => DatabaseFault.Credentials,
        PostgresException { SqlState: "3D000" } => DatabaseFault.NoDatabase,
        PostgresException { SqlState: "42P01" or "3F000" } => DatabaseFault.NoTable,
        PostgresException { SqlState: "42501" } => DatabaseFault.NoRight,
        PostgresException { SqlState: "57014" } => DatabaseFault.Timeout,
        PostgresException { SqlState: "57P01" or "57P02" or "57P03" or "53300" } => DatabaseFault.Connection,
        PostgresException => DatabaseFault.Query,
        { InnerException: TimeoutException } => DatabaseFault.Timeout,
        { Message: var message } when message.Contains("password", StringComparison.OrdinalIgnoreCase) => DatabaseFault.Credentials,
        _ => DatabaseFault.Connection,
    };

    public string Words(DbException exception) => exception is PostgresException said
        ? said.MessageText + (said.Position > 0 ? $" (at character {said.Position})" : "") + (said.Hint is { } hint ? $" ({hint})" : "")
        : exception.InnerException?.Message ?? exception.Message;
}
