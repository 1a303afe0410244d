using DuckDB.NET.Native;

using Trestle.Core.Schema;
using Trestle.Storage.Tables.Engine;
using Trestle.Storage.Tables.Lineage;

namespace Trestle.Storage.Tables;

/// <summary>A table that a query may read.</summary>
/// <param name="Name">Its name in the query.</param>
/// <param name="Rows">Its rows: numbers, with microseconds since 1970 for dates and 1 and 0 for true and false, and texts.</param>
/// <param name="Types">What its columns are.</param>
public sealed record SqlInput(string Name, ParquetTable Rows, IReadOnlyDictionary<string, ColumnType> Types);

/// <summary>The result of a query.</summary>
/// <param name="Rows">Its rows; null where it cannot be run.</param>
/// <param name="Origins">What its columns are made of; null where it cannot be run.</param>
/// <param name="Fault">What the engine says of a query that cannot be run.</param>
public sealed record SqlRows(Import? Rows, QueryOrigins? Origins, string? Fault);

/// <summary>
/// Runs a person's query over some tables and nothing else, in a database of its own: it can read no other file, reach no network, load no
/// extension, and change nothing. It runs on one thread, so that the same rows come in the same order.
/// </summary>
internal static class SqlTable
{
    /// <summary>The rows of a query and what they are made of, or what the engine says of one that cannot be run.</summary>
    public static SqlRows Run(
        TableEngine engine, TableEngineSettings settings, IReadOnlyList<SqlInput> inputs, string query, CancellationToken cancellation)
    {
        var raw = engine.Temporary();
        try
        {
            QueryOrigins origins;
            using (var database = TableEngine.OpenDatabase(settings with { Threads = 1 }))
            {
                origins = Write(database, inputs, query, raw, cancellation);
            }

            return new SqlRows(engine.ReadParquet([raw], SchemaMode.Evolve, cancellation), origins, null);
        }
        catch (DuckException refused)
        {
            return new SqlRows(null, null, refused.Brief);
        }
        finally
        {
            File.Delete(raw);
        }
    }

    private static QueryOrigins Write(
        DuckDBDatabase database, IReadOnlyList<SqlInput> inputs, string query, string path, CancellationToken cancellation)
    {
        using var session = new Session(database);
        foreach (var input in inputs)
        {
            var columns = input.Rows.Columns.Select(
                column => $"{Value(column.SqlName, input.Types[column.Name])} AS {Sql.Name(column.SqlName)}");
            session.Execute(
                $"CREATE VIEW {Sql.Name(input.Name)} AS SELECT {Sql.List(columns)} FROM {Sql.Parquet(input.Rows.Path)}", cancellation);
        }

        session.Lock(inputs.Select(input => input.Rows.Path).Append(path), cancellation);
        var rows = $"SELECT * FROM {Sql.Inner(query)}";
        string[] names = [.. session.Pairs($"SELECT column_name, '' FROM (DESCRIBE {rows})", cancellation).Select(column => column.First)];
        session.Execute(Sql.CopyToParquet(rows, path, names), cancellation);
        var syntax = session.Pairs($"SELECT json_serialize_sql({Sql.Text(query)}), ''", cancellation).Single().First;
        return QueryLineage.Of(
            syntax,
            inputs.ToDictionary(
                input => input.Name,
                input => (IReadOnlyList<(string, TableColumn)>)
                    [.. input.Rows.Columns.Select(column => (column.SqlName, new TableColumn(input.Name, column.Name)))]),
            names);
    }

    private static string Value(string column, ColumnType type) => type switch
    {
        ColumnType.Date => $"make_timestamp(CAST({Sql.Name(column)} AS BIGINT))",
        ColumnType.Boolean => $"{Sql.Name(column)} <> 0",
        _ => Sql.Name(column),
    };
}
