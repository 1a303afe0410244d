using System.Data.Common;

namespace Trestle.Storage.Tables.Databases;

/// <summary>A product whose tables are read through its client for .NET. One class and one line in <see cref="DatabaseKinds"/>.</summary>
internal interface IDatabaseKind
{
    /// <summary>The name of the product.</summary>
    string Name { get; }

    /// <summary>What addresses begin with; the first is the usual one.</summary>
    IReadOnlyList<string> Schemes { get; }

    /// <summary>The tables, as <c>schema.name</c> or <c>name</c>, in SQL.</summary>
    string Tables { get; }

    /// <summary>
    /// A closed connection. An <see cref="ArgumentException"/> or <see cref="FormatException"/> when the address is malformed.
    /// </summary>
    DbConnection Connection(DatabaseQuery query);

    /// <summary>A part of a name in SQL.</summary>
    string Quote(string part);

    /// <summary>
    /// Begins a transaction that reads only and sees one moment of the database, with settings under which values are written alike
    /// everywhere.
    /// </summary>
    void Begin(DbConnection connection);

    /// <summary>Runs a query; the rows come one after the other.</summary>
    DatabaseRows Run(DbCommand command, CancellationToken cancellation);

    /// <summary>What an error is about.</summary>
    DatabaseFault Fault(DbException exception);

    /// <summary>The error in the words of the database.</summary>
    string Words(DbException exception) => exception.Message;
}

/// <summary>The rows of a query, and its columns.</summary>
internal sealed record DatabaseRows(DbDataReader Reader, IReadOnlyList<DatabaseColumn> Columns);

/// <summary>All kinds: one line each.</summary>
internal static class DatabaseKinds
{
    /// <summary>DuckDB files are read by the table engine itself.</summary>
    public const string DuckDb = "duckdb";

    public static IReadOnlyList<IDatabaseKind> All { get; } =
    [
        new PostgresDatabase(),
        new MySqlDatabase(),
        new SqliteDatabase(),
    ];

    /// <summary>The schemes of all kinds.</summary>
    public static IReadOnlyList<string> Schemes => [.. All.SelectMany(kind => kind.Schemes), DuckDb];

    /// <summary>The kind for an address.</summary>
    public static IDatabaseKind For(DatabaseQuery query) => All.FirstOrDefault(kind => kind.Schemes.Contains(query.Address.Scheme))
        ?? throw DatabaseErrors.UnknownScheme(query, Schemes).Thrown();
}
