using Trestle.Rows.Stats;
using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.Kernel.Tables;

/// <summary>
/// A random number of each row, the same in every run of a seed, whatever other rows there are; rows of a group have the same number.
/// </summary>
internal sealed class RowDraw(CuratedTable table, int seed, int stream)
{
    private readonly ulong state = SplitMix.Mix(SplitMix.Mix((uint)seed) + (uint)stream);

    /// <summary>The numbers of the rows of a block of the curated table, from 0 up to 1.</summary>
    public double[] Of(RowBlock block)
    {
        var rows = block.Numbers(block.Schema.Find(ReservedColumns.Row));
        var groups = table.Group is null ? null : DependenceReader.Of(table, [block]).Groups;
        var drawn = new double[block.Rows];
        for (var row = 0; row < drawn.Length; row++)
        {
            // A row without a group is alone; its number must not meet that of a group.
            var unit = groups is null || double.IsNaN(groups[row]) ? -rows[row] : groups[row];
            var bits = SplitMix.Mix(SplitMix.Mix(BitConverter.DoubleToUInt64Bits(unit) + SplitMix.Step) ^ state);
            drawn[row] = SplitMix.Unit(bits);
        }

        return drawn;
    }
}
