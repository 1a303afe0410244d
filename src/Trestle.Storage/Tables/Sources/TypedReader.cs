using System.Text.Json;

using Trestle.Storage.Tables.Engine;

namespace Trestle.Storage.Tables.Sources;

/// <summary>Reads files whose columns have types.</summary>
internal sealed class TypedReader(TableEngine engine)
{
    private const int MaxObjectBytes = 64 << 20;

    /// <summary>All lines are used to infer the types; a column of mixed types is read as JSON text.</summary>
    public static string JsonLines(string path) =>
        $"read_json({Sql.Text(Sql.Literal(path))}, format = 'newline_delimited', sample_size = -1, "
        + $"map_inference_threshold = -1, maximum_object_size = {MaxObjectBytes})";

    /// <summary>
    /// The names as written to a Parquet file: from its metadata, else its schema; null where columns are nested.
    /// </summary>
    public static IReadOnlyList<string>? NamesInParquet(Session session, string path, CancellationToken cancellation)
    {
        var file = Sql.Text(Sql.Literal(path));
        var kept = session.Pairs(
            $"SELECT decode(value), '' FROM parquet_kv_metadata({file}) WHERE decode(key) = '{Sql.NamesKey}'", cancellation);
        if (kept.Count > 0)
        {
            return JsonSerializer.Deserialize<string[]>(kept[0].First);
        }

        var nodes = session.Pairs($"SELECT name, num_children FROM parquet_schema({file})", cancellation);
        return nodes.Skip(1).All(node => node.Second.Length == 0) ? [.. nodes.Skip(1).Select(node => node.First)] : null;
    }

    public Import Read(IReadOnlyList<string> patterns, string format, Func<string, string> source, CancellationToken cancellation)
    {
        using var session = engine.Connect();
        var paths = SourcePaths.Find(session, patterns, cancellation);
        var tables = paths.Select(path => Describe(session, path, format, source, cancellation)).ToList();
        var columns = tables[0];
        for (var i = 0; i < paths.Count; i++)
        {
            ColumnNames.CheckSame(paths[0], [.. columns.Select(Words)], paths[i], [.. tables[i].Select(Words)]);
        }

        IReadOnlyList<string> names = [.. columns.Select(column => column.Name)];
        var raw = engine.Temporary();
        var all = paths.Select((path, i) =>
        {
            var selected = tables[i].Select((column, at) => $"{column.Expression} AS {Sql.Name(columns[at].Name)}");
            return $"SELECT {Sql.List(selected)} FROM {source(path)}";
        });
        TableEngine.Write(
            raw, () => session.Execute(Sql.CopyToParquet(string.Join(" UNION ALL ", all), raw, names, "snappy"), cancellation));
        return new Import(
            engine.Open(raw, names, cancellation),
            [.. paths.Select(path => new SourceFile(path, new FileInfo(path).Length, Count(session, source(path), cancellation), format))],
            rejectedCount: 0,
            rejected: []);
    }

    private static IReadOnlyList<TypedColumn> Describe(
        Session session, string path, string format, Func<string, string> source, CancellationToken cancellation)
    {
        if (new FileInfo(path).Length == 0)
        {
            throw StorageErrors.EmptyFile(path).Thrown();
        }

        return TableEngine.Explain(path, () =>
        {
            var names = format == "parquet" ? NamesInParquet(session, path, cancellation) : null;
            var columns = TypedColumn.Of(session, source(path), names, cancellation);
            ColumnNames.Check([.. columns.Select(column => column.Name)], path);
            return columns;
        });
    }

    private static string Words(TypedColumn column) =>
        $"{column.Name} ({(column.Kind == Trestle.Rows.Blocks.ColumnKind.Number ? "number" : "text")})";

    private static long Count(Session session, string source, CancellationToken cancellation) =>
        (long)session.Numbers($"SELECT count(*)::DOUBLE FROM {source}", cancellation)[0];
}
