using Trestle.Storage.Tables.Engine;
using Trestle.Storage.Tables.Sources;

namespace Trestle.Storage.Tables.Databases;

/// <summary>Reads DuckDB files in an engine of their own: the values never pass through .NET.</summary>
internal sealed class DuckDbFile(TableEngine engine)
{
    private const string Product = "DuckDB";

    /// <summary>Reads all rows.</summary>
    public Import Read(DatabaseQuery query, CancellationToken cancellation) => Use(query, session =>
    {
        var source = query is { Sql: null, Columns.Count: 0, From: null } ? string.Join('.', query.TableParts().Select(Sql.Name))
            : Sql.Inner(query.Statement(Sql.Name, isZoned: true));
        var rows = ParquetFile.Describe(session, query.Name, source, names: null, cancellation);
        ColumnNames.Check([.. rows.Columns.Columns.Select(column => column.Name)], query.Name);
        var union = TypedUnion.Of([rows.Columns], SchemaMode.Evolve);
        IReadOnlyList<string> names = [.. union.Columns.Select(column => column.Name)];
        var path = engine.Temporary();
        TableEngine.Write(path, () => session.Execute(
            Sql.CopyToParquet(rows.Select(union.Columns, union.Positions[0]), path, names), cancellation));
        var table = engine.Open(path, names, cancellation);
        return new Import(
            table, [new SourceFile(query.Name, new FileInfo(path).Length, table.Rows, DatabaseKinds.DuckDb)],
            rejectedCount: 0, rejected: [],
            union.Notes, union.Columns.ToDictionary(column => column.Name, column => column.Type));
    }, cancellation);

    /// <summary>The first value of a query.</summary>
    public string Ask(DatabaseQuery query, string sql, CancellationToken cancellation) => Use(
        query,
        session => session.Pairs($"SELECT *, '' FROM {Sql.Inner(sql)}", cancellation)
            .Select(row => row.First).FirstOrDefault("")!,
        cancellation);

    private T Use<T>(DatabaseQuery query, Func<Session, T> work, CancellationToken cancellation)
    {
        var file = DatabaseFile.PathOf(query);
        if (!File.Exists(file))
        {
            throw DatabaseErrors.NoDatabase(query, Product, "there is no such file").Thrown();
        }

        using var database = engine.OpenAnother();
        using var session = new Session(database);
        try
        {
            session.Execute($"ATTACH {Sql.Text(file)} AS trestle_source (READ_ONLY)", cancellation);
            session.Execute("USE trestle_source", cancellation);
        }
        catch (DuckException failed)
        {
            throw DatabaseErrors.NoDatabase(query, Product, failed.Brief).Thrown(failed);
        }

        try
        {
            return work(session);
        }
        catch (DuckException failed) when (failed.Message.StartsWith("Catalog Error: Table", StringComparison.Ordinal))
        {
            var tables = session.Pairs(
                "SELECT CASE WHEN schema = 'main' THEN name ELSE schema || '.' || name END, '' FROM (SHOW ALL TABLES) "
                    + "WHERE database = 'trestle_source'", cancellation);
            throw DatabaseErrors.NoTable(query, failed.Brief, [.. tables.Select(table => table.First)]).Thrown(failed);
        }
        catch (DuckException failed)
        {
            throw DatabaseErrors.QueryRefused(query, Product, failed.Brief).Thrown(failed);
        }
    }
}
