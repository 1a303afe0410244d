using System.Runtime.ExceptionServices;

using Trestle.Rows.Blocks;

namespace Trestle.Storage.Tables.Engine;

/// <summary>Rows that DuckDB pulls out of .NET, 2048 at a time, in order and from one thread.</summary>
internal abstract class Feed
{
    private ExceptionDispatchInfo? failure;

    /// <summary>Kinds of the columns; they are called <c>c0</c>, <c>c1</c>, … until a statement renames them.</summary>
    public abstract IReadOnlyList<ColumnKind> Kinds { get; }

    /// <summary>Whether a column of numbers is written as whole numbers of 64 bits instead of doubles.</summary>
    public virtual bool IsWhole(int column) => false;

    /// <summary>Writes the next rows; returns how many, 0 at the end.</summary>
    public abstract int Fill(ChunkWriter chunk);

    /// <summary>Keeps an exception that must not cross native code.</summary>
    public void Fail(Exception exception) => failure = ExceptionDispatchInfo.Capture(exception);

    /// <summary>Throws what stopped the feed, if anything did.</summary>
    public void Rethrow() => failure?.Throw();
}

/// <summary>Rows of blocks; NaN and null are written as NULL.</summary>
internal sealed class BlockFeed(RowSchema schema, IEnumerator<RowBlock> blocks, CancellationToken cancellation) : Feed
{
    private RowBlock? block;
    private int at;

    public override IReadOnlyList<ColumnKind> Kinds { get; } = [.. schema.Columns.Select(column => column.Kind)];

    public long Rows { get; private set; }

    public override int Fill(ChunkWriter chunk)
    {
        cancellation.ThrowIfCancellationRequested();
        while (block is null || at == block.Rows)
        {
            if (!blocks.MoveNext())
            {
                return 0;
            }

            block = blocks.Current.Project(schema, "table writer");
            at = 0;
        }

        var rows = Math.Min(ChunkWriter.Capacity, block.Rows - at);
        for (var column = 0; column < schema.Count; column++)
        {
            if (schema[column].Kind == ColumnKind.Number)
            {
                chunk.Numbers(column, block.Numbers(column).Slice(at, rows));
            }
            else
            {
                chunk.Texts(column, block.Texts(column).Slice(at, rows));
            }
        }

        at += rows;
        Rows += rows;
        return rows;
    }
}
