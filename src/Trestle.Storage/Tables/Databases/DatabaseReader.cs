using System.Data.Common;
using System.Globalization;

using Trestle.Storage.Tables.Engine;
using Trestle.Storage.Tables.Sources;

namespace Trestle.Storage.Tables.Databases;

/// <summary>
/// Reads a table or a query through the client of the database, once, in one transaction that only reads. The rows are written as they
/// come; columns whose last form depends on all values are brought into it afterwards.
/// </summary>
internal sealed class DatabaseReader(TableEngine engine)
{
    /// <summary>Reads all rows.</summary>
    public Import Read(DatabaseQuery query, CancellationToken cancellation)
    {
        if (query.Address.Scheme == DatabaseKinds.DuckDb)
        {
            return new DuckDbFile(engine).Read(query, cancellation);
        }

        var kind = DatabaseKinds.For(query);
        var sql = query.Statement(kind.Quote, isZoned: false);
        using var rows = OpenRows.Open(kind, query, sql, cancellation);
        IReadOnlyList<string> names = [.. rows.Columns.Select(column => column.Name)];
        Check(query, rows.Columns, names);
        var first = engine.Temporary();
        using var stop = cancellation.UnsafeRegister(_ => rows.Cancel(), null);
        using var feed = new DatabaseFeed(kind, query, rows, cancellation);
        var select = names.Select((name, i) => $"c{i} AS {Sql.Name(name)}");
        TableEngine.Write(first, () => engine.Rows.Run(
            feed, from => Sql.CopyToParquet($"SELECT {Sql.List(select)} FROM {from}", first, names), cancellation));
        var table = Last(first, rows.Columns, names, cancellation);
        return new Import(
            table,
            [new SourceFile(query.Name, new FileInfo(table.Path).Length, feed.Rows, kind.Schemes[0])],
            rejectedCount: 0,
            rejected: [],
            [.. rows.Columns.Select(column => column.Note).OfType<string>()],
            rows.Columns.ToDictionary(column => column.Name, column => column.Type));
    }

    /// <summary>The first value of the first row of a query, as text; for questions such as which rows were changed last.</summary>
    public string Ask(DatabaseQuery query, string sql, CancellationToken cancellation)
    {
        if (query.Address.Scheme == DatabaseKinds.DuckDb)
        {
            return new DuckDbFile(engine).Ask(query, sql, cancellation);
        }

        var kind = DatabaseKinds.For(query);
        using var rows = OpenRows.Open(kind, query with { Sql = sql, Table = null }, sql, cancellation);
        try
        {
            return !rows.Reader.Read() || rows.Reader.IsDBNull(0) ? ""
                : Convert.ToString(rows.Reader.GetValue(0), CultureInfo.InvariantCulture)!;
        }
        catch (DbException failed)
        {
            throw OpenRows.Explained(kind, query, failed, rows: 0, cancellation);
        }
    }

    private static void Check(DatabaseQuery query, IReadOnlyList<DatabaseColumn> columns, IReadOnlyList<string> names)
    {
        if (columns.Count == 0)
        {
            throw DatabaseErrors.NoColumns(query).Thrown();
        }

        ColumnNames.Check(names, query.Name);
    }

    private ParquetTable Last(
        string first, IReadOnlyList<DatabaseColumn> columns, IReadOnlyList<string> names, CancellationToken cancellation)
    {
        string?[] last = [.. columns.Select(column => column.Last(Sql.Name(column.Name)))];
        if (last.All(sql => sql is null))
        {
            return engine.Open(first, names, cancellation);
        }

        try
        {
            var path = engine.Temporary();
            var select = names.Select((name, i) => $"{last[i] ?? Sql.Name(name)} AS {Sql.Name(name)}");
            using var session = engine.Connect();
            TableEngine.Write(path, () => session.Execute(
                Sql.CopyToParquet($"SELECT {Sql.List(select)} FROM {Sql.Parquet(first)}", path, names), cancellation));
            return engine.Open(path, names, cancellation);
        }
        finally
        {
            File.Delete(first);
        }
    }
}
