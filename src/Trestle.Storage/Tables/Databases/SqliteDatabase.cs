using System.Data.Common;

using Microsoft.Data.Sqlite;

namespace Trestle.Storage.Tables.Databases;

/// <summary>SQLite files. Each value has a type of its own there, whatever its column is declared as.</summary>
internal sealed class SqliteDatabase : IDatabaseKind
{
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;
    private const int Busy = 5;
    private const int Locked = 6;
    private const int Interrupted = 9;

    public string Name => "SQLite";

    public IReadOnlyList<string> Schemes => ["sqlite"];

    public string Tables => "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
        + "ORDER BY 1 LIMIT 1000";

    public DbConnection Connection(DatabaseQuery query) => new SqliteConnection(
        new SqliteConnectionStringBuilder
        {
            DataSource = DatabaseFile.PathOf(query),
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
            Password = query.Password ?? "",
            DefaultTimeout = (int)query.Timeout.TotalSeconds,
        }.ConnectionString);

    public string Quote(string part) => $"\"{part.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public void Begin(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA query_only = 1; BEGIN";
        command.ExecuteNonQuery();
    }

    public DatabaseRows Run(DbCommand command, CancellationToken cancellation)
    {
        var reader = command.ExecuteReader();
        return new DatabaseRows(
            reader,
            [
                .. Enumerable.Range(0, reader.FieldCount)
                    .Select(i => new MixedColumn(reader.GetName(i), (row, at) => row.GetValue(at))),
            ]);
    }

    public DatabaseFault Fault(DbException exception) => exception is SqliteException said ? said.SqliteErrorCode switch
    {
        CannotOpen or NotADatabase => DatabaseFault.NoDatabase,
        Busy or Locked or Interrupted => DatabaseFault.Timeout,
        _ when said.Message.Contains("no such table", StringComparison.Ordinal) => DatabaseFault.NoTable,
        _ => DatabaseFault.Query,
    } : DatabaseFault.Query;
}
