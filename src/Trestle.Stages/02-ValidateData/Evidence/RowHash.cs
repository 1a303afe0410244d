using System.IO.Hashing;
using System.Runtime.InteropServices;

using Trestle.Rows.Stats;

namespace Trestle.Stages.ValidateData.Evidence;

/// <summary>
/// The values of some columns in a row as one number of 64 bits (XXH3). Among ten million different values the chance that any two have
/// the same number is below 0.000003.
/// </summary>
internal sealed class RowHash(RowSchema schema, IEnumerable<string> columns)
{
    private const ulong Missing = SplitMix.Step;

    private readonly int[] positions = [.. columns.Select(column => schema.Require(column, "equal values"))];

    /// <summary>The number of each row; false in <paramref name="present"/> where every column is missing.</summary>
    public void Of(RowBlock block, Span<ulong> hashes, Span<bool> present)
    {
        hashes.Clear();
        present.Clear();
        foreach (var position in positions)
        {
            var isText = block.Schema[position].Kind == ColumnKind.Text;
            var texts = isText ? block.Texts(position) : default;
            var numbers = isText ? default : block.Numbers(position);
            for (var i = 0; i < hashes.Length; i++)
            {
                var isMissing = isText ? texts[i] is null : double.IsNaN(numbers[i]);
                var own = isMissing ? Missing : isText ? Text(texts[i]!) : Number(numbers[i]);
                hashes[i] = positions.Length == 1 ? own : Join(hashes[i], own);
                present[i] |= !isMissing;
            }
        }
    }

    /// <summary>The number of a text.</summary>
    public static ulong Text(string text) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text.AsSpan()));

    // Zero is equal to minus zero.
    private static ulong Number(double value) => SplitMix.Mix(BitConverter.DoubleToUInt64Bits(value == 0 ? 0 : value) + Missing);

    private static ulong Join(ulong before, ulong own) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes<ulong>([before, own]));
}
