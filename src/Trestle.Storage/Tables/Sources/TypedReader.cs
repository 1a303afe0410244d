using Trestle.Rows.Blocks;
using Trestle.Storage.Tables.Engine;

namespace Trestle.Storage.Tables.Sources;

/// <summary>A file that has types and is read in .NET.</summary>
internal interface IBlockFile
{
    /// <summary>The columns.</summary>
    TypedFile Columns { get; }

    /// <summary>The number of rows.</summary>
    long Rows { get; }

    /// <summary>The values of all columns as numbers or texts, some rows at a time; a number column can be read as text.</summary>
    IEnumerable<Array[]> Read(IReadOnlyList<ColumnKind> kinds, CancellationToken cancellation);
}

/// <summary>Reads files that have types and are read in .NET: JSON and Arrow.</summary>
internal sealed class TypedReader(TableEngine engine)
{
    /// <summary>Reads all files of a source; <paramref name="open"/> opens one of them.</summary>
    public Import Read(
        IReadOnlyList<string> patterns, string format, string words, SchemaMode mode, Func<string, IBlockFile> open,
        CancellationToken cancellation)
    {
        using var session = engine.Connect();
        var files = SourcePaths.Find(session, patterns, cancellation).Select(path => Opened(path, format, open)).ToList();
        var union = TypedUnion.Of([.. files.Select(file => file.Columns)], mode);
        var schema = new RowSchema(union.Columns.Select(column => new Column(column.Name, column.Kind)));
        IReadOnlyList<string> names = [.. union.Columns.Select(column => column.Name)];

        var raw = engine.Temporary();
        using var blocks = files.Select((file, at) => (file, union.Positions[at]))
            .SelectMany(file => Blocks(file.file, schema, file.Item2, cancellation)).GetEnumerator();
        var feed = new BlockFeed(schema, blocks, cancellation);
        var select = names.Select((name, i) => $"c{i} AS {Sql.Name(name)}");
        TableEngine.Write(raw, () => engine.Rows.Run(
            feed, from => Sql.CopyToParquet($"SELECT {Sql.List(select)} FROM {from}", raw, names), cancellation));
        return new Import(
            engine.Open(raw, names, cancellation),
            [
                .. files.Select(
                    file => new SourceFile(file.Columns.Path, new FileInfo(file.Columns.Path).Length, file.Rows, words)),
            ],
            files.Sum(file => file.Columns.RejectedCount),
            [.. files.SelectMany(file => file.Columns.Rejected).Take(Import.RejectedKept)],
            union.Notes,
            union.Columns.ToDictionary(column => column.Name, column => column.Type));
    }

    private static IBlockFile Opened(string path, string format, Func<string, IBlockFile> open)
    {
        FileKind.Require(path, format);
        return FileKind.Reading(path, () => open(path));
    }

    /// <summary>The rows of a file with the columns of the whole source.</summary>
    private static IEnumerable<RowBlock> Blocks(IBlockFile file, RowSchema schema, int[] positions, CancellationToken cancellation)
    {
        var kinds = new ColumnKind[file.Columns.Columns.Count];
        for (var i = 0; i < positions.Length; i++)
        {
            if (positions[i] >= 0 && positions[i] < kinds.Length)
            {
                kinds[positions[i]] = schema[i].Kind;
            }
        }

        foreach (var own in file.Read(kinds, cancellation))
        {
            var rows = own[0].Length;
            yield return new RowBlock(
                schema, rows,
                [
                    .. positions.Select((position, i) => position >= 0 && position < own.Length
                        ? own[position]
                        : Constant(schema[i].Kind, rows, position < 0 ? null : file.Columns.Folders[position - own.Length].Value)),
                ]);
        }
    }

    private static Array Constant(ColumnKind kind, int rows, string? value)
    {
        Array column = kind == ColumnKind.Number ? new double[rows] : new string?[rows];
        if (kind == ColumnKind.Number)
        {
            Array.Fill((double[])column, double.NaN);
        }
        else
        {
            Array.Fill((string?[])column, value);
        }

        return column;
    }
}
