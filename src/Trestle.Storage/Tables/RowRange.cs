using Trestle.Rows.Blocks;
using Trestle.Storage.Tables.Engine;

namespace Trestle.Storage.Tables;

/// <summary>Consecutive rows of a table.</summary>
/// <param name="From">The position of the first one, from 0.</param>
/// <param name="Rows">How many.</param>
public readonly record struct RowRange(long From, long Rows)
{
    private const int FewBlocks = 8 * RowBlock.Size;
    private const int ManyGroups = 8;

    /// <summary>
    /// Cuts a table into ranges that can be read at the same time. They depend on the number of rows alone. Those of a large table are
    /// row groups of its file, so that none is read twice.
    /// </summary>
    /// <param name="rows">Number of rows of the table.</param>
    public static IReadOnlyList<RowRange> Of(long rows)
    {
        var size = rows >= ManyGroups * Sql.RowGroup ? Sql.RowGroup : FewBlocks;
        var ranges = new List<RowRange>();
        for (var from = 0L; from < rows; from += size)
        {
            ranges.Add(new RowRange(from, Math.Min(size, rows - from)));
        }

        return ranges;
    }
}
