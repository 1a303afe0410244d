using Trestle.Rows.Blocks;
using Trestle.Storage.Tables.Engine;

namespace Trestle.Storage.Tables;

/// <summary>What a query over a table found.</summary>
/// <param name="Rows">Number of rows of its result.</param>
/// <param name="Named">The numbers of the first of them, ascending, if the result has the column <c>__row</c>.</param>
/// <param name="Fault">Why the query cannot be run; null when it could.</param>
public sealed record QueryResult(long Rows, IReadOnlyList<long> Named, string? Fault);

/// <summary>
/// Runs a person's query over one table and nothing else: in a database of its own that holds a view <c>data</c> of the table, with its
/// columns and the number of each row as <c>__row</c>. It can read no other file, reach no network, load no extension, and change nothing:
/// the only statement is one SELECT around the query, and the engine refuses access to everything outside, which the query cannot undo.
/// </summary>
internal static class TableQuery
{
    private const string View = "data";

    /// <summary>The result of a query.</summary>
    /// <param name="settings">The limits of the database.</param>
    /// <param name="table">The table.</param>
    /// <param name="query">A SELECT statement.</param>
    /// <param name="most">The most rows that are named.</param>
    /// <param name="cancellation">Ends the query promptly.</param>
    public static QueryResult Run(
        TableEngineSettings settings, ParquetTable table, string query, int most, CancellationToken cancellation)
    {
        using var database = TableEngine.OpenDatabase(settings);
        using var session = new Session(database);
        var columns = table.Columns.Select(column => Sql.Name(column.SqlName));
        session.Execute(
            $"CREATE VIEW {View} AS SELECT {Sql.List(columns)}, {table.RowNumber} + 1 AS {Sql.Name(ReservedColumns.Row)} "
                + $"FROM {Sql.Parquet(table.Path)}",
            cancellation);
        session.Lock([table.Path], cancellation);
        var from = Sql.Inner(query);
        try
        {
            var rows = (long)session.Numbers($"SELECT count(*)::DOUBLE FROM {from}", cancellation)[0];
            return new QueryResult(rows, rows == 0 ? [] : Named(session, from, most, cancellation), null);
        }
        catch (DuckException refused)
        {
            return new QueryResult(0, [], refused.Brief);
        }
    }

    private static IReadOnlyList<long> Named(Session session, string from, int most, CancellationToken cancellation)
    {
        try
        {
            return [.. session.Numbers(
                $"SELECT {Sql.Name(ReservedColumns.Row)}::DOUBLE FROM {from} ORDER BY 1 LIMIT {most}", cancellation)
                .Select(row => (long)row)];
        }
        catch (DuckException)
        {
            // The result does not have the column.
            return [];
        }
    }
}
