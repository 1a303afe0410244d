using Trestle.Rows.Blocks;

namespace Trestle.Storage.Tables;

/// <summary>Gathers rows of several blocks into blocks of <see cref="RowBlock.Size"/> rows; the last one is shorter.</summary>
internal sealed class GatheredRows(RowSchema schema)
{
    private readonly List<RowBlock> blocks = [];
    private Array[] columns = [];
    private int filled;

    /// <summary>Adds the rows at some positions of a block of the schema.</summary>
    public void Add(RowBlock block, ReadOnlySpan<int> positions)
    {
        while (positions.Length > 0)
        {
            if (filled == 0)
            {
                columns =
                [
                    .. schema.Columns.Select(column =>
                        column.Kind == ColumnKind.Number ? (Array)new double[RowBlock.Size] : new string?[RowBlock.Size]),
                ];
            }

            var taken = positions[..Math.Min(positions.Length, RowBlock.Size - filled)];
            for (var column = 0; column < columns.Length; column++)
            {
                if (columns[column] is double[] numbers)
                {
                    Copy(block.Numbers(column), taken, numbers.AsSpan(filled));
                }
                else
                {
                    Copy(block.Texts(column), taken, ((string?[])columns[column]).AsSpan(filled));
                }
            }

            filled += taken.Length;
            positions = positions[taken.Length..];
            if (filled == RowBlock.Size)
            {
                Cut();
            }
        }
    }

    /// <summary>All blocks.</summary>
    public IReadOnlyList<RowBlock> Finish()
    {
        if (filled > 0)
        {
            Cut();
        }

        return blocks;
    }

    private void Cut()
    {
        blocks.Add(new RowBlock(schema, filled, columns));
        (columns, filled) = ([], 0);
    }

    private static void Copy<T>(ReadOnlySpan<T> from, ReadOnlySpan<int> positions, Span<T> to)
    {
        for (var i = 0; i < positions.Length; i++)
        {
            to[i] = from[positions[i]];
        }
    }
}
