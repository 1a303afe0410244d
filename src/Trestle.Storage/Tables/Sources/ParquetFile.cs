using System.Text.Json;

using Trestle.Rows.Blocks;
using Trestle.Storage.Tables.Engine;

namespace Trestle.Storage.Tables.Sources;

/// <summary>A Parquet file and how SQL reads its columns.</summary>
internal sealed class ParquetFile
{
    private readonly string source;
    private readonly IReadOnlyList<ParquetColumn> columns;

    private ParquetFile(string path, string source, IReadOnlyList<ParquetColumn> columns)
    {
        this.source = source;
        this.columns = columns;
        Columns = new TypedFile(path, [.. columns.Select(column => new SourceColumn(column.Name, column.Type))]);
    }

    /// <summary>The columns; fields of objects are columns of their own.</summary>
    public TypedFile Columns { get; }

    /// <summary>Finds the columns of a file, and of what type their values are.</summary>
    /// <param name="session">A connection.</param>
    /// <param name="path">The file as the user knows it.</param>
    /// <param name="plain">The file as it is read, not compressed as a whole.</param>
    /// <param name="cancellation">Ends the work promptly.</param>
    public static ParquetFile Describe(Session session, string path, string plain, CancellationToken cancellation)
    {
        return Describe(session, path, Sql.Parquet(plain), NamesIn(session, plain, cancellation), cancellation);
    }

    /// <summary>
    /// Finds the columns of anything that SQL can read from; <paramref name="names"/> as in the file, where SQL renames them.
    /// </summary>
    public static ParquetFile Describe(
        Session session, string path, string source, IReadOnlyList<string>? names, CancellationToken cancellation)
    {
        var columns = TypedColumn.Of(session, source, names, cancellation)
            .SelectMany(column => ParquetColumn.Of(
                session, source, new ParquetField(column.Name, Sql.Name(column.SqlName), column.Type, 0), cancellation))
            .ToList();
        return new ParquetFile(path, source, ParquetColumn.Settled(session, source, columns, cancellation));
    }

    /// <summary>The names of the columns as they are in the file: from its metadata, else from its schema.</summary>
    public static IReadOnlyList<string> NamesIn(Session session, string path, CancellationToken cancellation)
    {
        var file = Sql.Text(Sql.Literal(path));
        var kept = session.Pairs(
            $"SELECT decode(value), '' FROM parquet_kv_metadata({file}) WHERE decode(key) = '{Sql.NamesKey}'", cancellation);
        if (kept.Count > 0)
        {
            return JsonSerializer.Deserialize<string[]>(kept[0].First)!;
        }

        var nodes = session.Pairs($"SELECT name, num_children FROM parquet_schema({file})", cancellation);
        var names = new List<string>();
        for (var at = 1; at < nodes.Count; at = After(at))
        {
            names.Add(nodes[at].First);
        }

        return names;

        // The schema is a tree, written node by node: a node with children is followed by them.
        int After(int node)
        {
            var next = node + 1;
            for (var child = int.TryParse(nodes[node].Second, out var children) ? children : 0; child > 0; child--)
            {
                next = After(next);
            }

            return next;
        }
    }

    /// <summary>The same file, where the named columns are of no type if they have no value.</summary>
    public ParquetFile Emptied(Session session, IReadOnlySet<string> names, CancellationToken cancellation)
    {
        var asked = columns.Where(column => names.Contains(column.Name)).ToList();
        if (asked.Count == 0)
        {
            return this;
        }

        var counts = session.Numbers(
            $"SELECT unnest([{Sql.List(asked.Select(column => $"count({column.Field.Sql})::DOUBLE"))}]) FROM {source}", cancellation);
        return new ParquetFile(
            Columns.Path, source,
            [
                .. columns.Select(column => asked.IndexOf(column) is >= 0 and var at && counts[at] == 0
                    ? column with { Type = SourceType.Empty }
                    : column),
            ]);
    }

    /// <summary>The rows of the file, with the given columns found at the given positions.</summary>
    public string Select(IReadOnlyList<SourceColumn> wanted, int[] positions)
    {
        var selected = wanted.Select((column, i) => $"{Expression(column, positions[i])} AS {Sql.Name(column.Name)}");
        return $"SELECT {Sql.List(selected)} FROM {source}";
    }

    /// <summary>The number of rows.</summary>
    public long Rows(Session session, CancellationToken cancellation) =>
        (long)session.Numbers($"SELECT count(*)::DOUBLE FROM {source}", cancellation)[0];

    private string Expression(SourceColumn wanted, int position)
    {
        var type = wanted.Kind == ColumnKind.Number ? "DOUBLE" : "VARCHAR";
        if (position >= 0 && position < columns.Count)
        {
            return wanted.Kind == ColumnKind.Number ? columns[position].AsNumber : columns[position].AsText;
        }

        return position >= 0 && Columns.Folders[position - columns.Count].Value is { } value ? Sql.Text(value) : $"NULL::{type}";
    }
}
