using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;

using Trestle.Rows.Blocks;

namespace Trestle.Storage.Tables.Sources;

/// <summary>
/// An Arrow file or stream, which Feather of version 2 is too. It is read twice where the type of a column depends on its values. Fields
/// of objects are columns of their own.
/// </summary>
internal sealed class ArrowFile : IBlockFile
{
    private readonly string path;
    private readonly string plain;
    private readonly List<(int[] Fields, SourceType Type)> leaves = [];

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file as the user knows it.</param>
    /// <param name="plain">The file as it is read, not compressed as a whole.</param>
    /// <param name="cancellation">Ends the work promptly.</param>
    public ArrowFile(string path, string plain, CancellationToken cancellation)
    {
        (this.path, this.plain) = (path, plain);
        var names = new List<string>();
        using (var reader = Open())
        {
            var schema = Guarded(() => reader.Schema);
            for (var i = 0; i < schema.FieldsList.Count; i++)
            {
                Add(schema.FieldsList[i], schema.FieldsList[i].Name, [i], names);
            }
        }

        foreach (var batch in Batches(cancellation))
        {
            Rows += batch.Length;
            for (var i = 0; i < leaves.Count; i++)
            {
                leaves[i] = (leaves[i].Fields, Settled(leaves[i].Type, Column(batch, i)));
            }
        }

        Columns = new TypedFile(path, [.. names.Select((name, i) => new SourceColumn(name, leaves[i].Type))]);
    }

    /// <inheritdoc/>
    public TypedFile Columns { get; }

    /// <inheritdoc/>
    public long Rows { get; }

    /// <inheritdoc/>
    public IEnumerable<System.Array[]> Read(IReadOnlyList<ColumnKind> kinds, CancellationToken cancellation)
    {
        foreach (var batch in Batches(cancellation))
        {
            ArrowColumn[] columns = [.. leaves.Select((_, i) => Column(batch, i))];
            for (var from = 0; from < batch.Length; from += RowBlock.Size)
            {
                cancellation.ThrowIfCancellationRequested();
                var rows = Math.Min(RowBlock.Size, batch.Length - from);
                yield return
                [
                    .. columns.Select((column, i) => kinds[i] == ColumnKind.Number
                        ? (System.Array)column.Numbers(from, rows)
                        : column.Texts(from, rows, leaves[i].Type)),
                ];
            }
        }
    }

    private void Add(Field field, string name, int[] fields, List<string> names)
    {
        if (field.DataType is StructType inner && fields.Length <= ParquetColumn.MostDepth)
        {
            for (var i = 0; i < inner.Fields.Count; i++)
            {
                Add(inner.Fields[i], $"{name}.{inner.Fields[i].Name}", [.. fields, i], names);
            }

            return;
        }

        names.Add(name);
        leaves.Add((fields, ArrowColumn.TypeOf(field) ?? throw StorageErrors.Unreadable(
            path, $"column '{name}' is of the Arrow type {field.DataType.Name}; cast it to a number, a text or a timestamp").Thrown()));
    }

    private ArrowColumn Column(RecordBatch batch, int leaf) => ArrowColumn.Of(batch, leaves[leaf].Fields);

    /// <summary>A type that may depend on values, after some more of them.</summary>
    private static SourceType Settled(SourceType type, ArrowColumn column) => type switch
    {
        SourceType.Number when !column.IsExact() => SourceType.Digits,
        SourceType.Text when !column.IsText() => SourceType.Bytes,
        _ => type,
    };

    private IEnumerable<RecordBatch> Batches(CancellationToken cancellation)
    {
        using var reader = Open();
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            using var batch = Guarded(reader.ReadNextRecordBatch);
            if (batch is null)
            {
                yield break;
            }

            yield return batch;
        }
    }

    private ArrowStreamReader Open() => Guarded(() =>
    {
        var file = new FileStream(plain, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        Span<byte> start = stackalloc byte[6];
        var isFile = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.SequenceEqual("ARROW1"u8);
        file.Position = 0;
        return isFile
            ? new ArrowFileReader(file, new CompressionCodecFactory())
            : new ArrowStreamReader(file, new CompressionCodecFactory(), leaveOpen: false);
    });

    /// <summary>The library fails on a damaged file in many ways; each is the file's fault.</summary>
    private T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception damaged) when (damaged is not OutOfMemoryException)
        {
            throw StorageErrors.Unreadable(path, damaged.Message).Thrown(damaged);
        }
    }
}
