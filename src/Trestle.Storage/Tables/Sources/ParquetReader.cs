using Trestle.Storage.Tables.Engine;

namespace Trestle.Storage.Tables.Sources;

/// <summary>Reads Parquet files with DuckDB: the values never pass through .NET.</summary>
internal sealed class ParquetReader(TableEngine engine)
{
    private const string Format = "parquet";

    public Import Read(IReadOnlyList<string> patterns, SchemaMode mode, CancellationToken cancellation)
    {
        using var session = engine.Connect();
        var paths = SourcePaths.Find(session, patterns, cancellation);
        using var unpacked = new UnpackedFiles(engine.Temporary);
        var files = Emptied(session, [.. paths.Select(path => Describe(session, path, unpacked, cancellation))], cancellation);
        return Write(session, files, TypedUnion.Of([.. files.Select(file => file.Columns)], mode), cancellation);
    }

    /// <summary>A column without values fits any type: it is looked for where the files do not agree.</summary>
    private static List<ParquetFile> Emptied(Session session, List<ParquetFile> files, CancellationToken cancellation)
    {
        var disputed = files.SelectMany(file => file.Columns.Columns)
            .GroupBy(column => column.Name, StringComparer.OrdinalIgnoreCase)
            .Where(same => same.Select(column => column.Type).Distinct().Count() > 1)
            .Select(same => same.Key)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. files.Select(file => TableEngine.Explain(file.Columns.Path, () => file.Emptied(session, disputed, cancellation)))];
    }

    private Import Write(Session session, List<ParquetFile> files, TypedUnion union, CancellationToken cancellation)
    {
        IReadOnlyList<string> names = [.. union.Columns.Select(column => column.Name)];
        var raw = engine.Temporary();
        var all = string.Join(" UNION ALL ", files.Select((file, at) => file.Select(union.Columns, union.Positions[at])));
        TableEngine.Write(raw, () => session.Execute(Sql.CopyToParquet(all, raw, names), cancellation));
        return new Import(
            engine.Open(raw, names, cancellation),
            [
                .. files.Select(file => new SourceFile(
                    file.Columns.Path, new FileInfo(file.Columns.Path).Length, file.Rows(session, cancellation), Format)),
            ],
            rejectedCount: 0,
            rejected: [],
            union.Notes,
            union.Columns.ToDictionary(column => column.Name, column => column.Type));
    }

    private static ParquetFile Describe(Session session, string path, UnpackedFiles unpacked, CancellationToken cancellation)
    {
        FileKind.Require(path, Format);
        var plain = unpacked.PathOf(path);
        return TableEngine.Explain(path, () => ParquetFile.Describe(session, path, plain, cancellation));
    }
}
