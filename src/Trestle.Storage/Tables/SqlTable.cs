using DuckDB.NET.Native;

using Trestle.Core.Schema;
using Trestle.Storage.Tables.Engine;

namespace Trestle.Storage.Tables;

/// <summary>A table that a query may read.</summary>
/// <param name="Name">Its name in the query.</param>
/// <param name="Rows">Its rows: numbers, with microseconds since 1970 for dates and 1 and 0 for true and false, and texts.</param>
/// <param name="Types">What its columns are.</param>
public sealed record SqlInput(string Name, ParquetTable Rows, IReadOnlyDictionary<string, ColumnType> Types);

/// <summary>
/// Runs a person's query over some tables and nothing else, in a database of its own: it can read no other file, reach no network, load no
/// extension, and change nothing. It runs on one thread, so that the same rows come in the same order.
/// </summary>
internal static class SqlTable
{
    /// <summary>The rows of a query, or what the engine says of one that cannot be run.</summary>
    public static (Import? Rows, string? Fault) Run(
        TableEngine engine, TableEngineSettings settings, IReadOnlyList<SqlInput> inputs, string query, CancellationToken cancellation)
    {
        var raw = engine.Temporary();
        try
        {
            using (var database = TableEngine.OpenDatabase(settings with { Threads = 1 }))
            {
                Write(database, inputs, query, raw, cancellation);
            }

            return (engine.ReadParquet([raw], SchemaMode.Evolve, cancellation), null);
        }
        catch (DuckException refused)
        {
            return (null, refused.Brief);
        }
        finally
        {
            File.Delete(raw);
        }
    }

    private static void Write(
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
    }

    private static string Value(string column, ColumnType type) => type switch
    {
        ColumnType.Date => $"make_timestamp(CAST({Sql.Name(column)} AS BIGINT))",
        ColumnType.Boolean => $"{Sql.Name(column)} <> 0",
        _ => Sql.Name(column),
    };
}
