using Shouldly;

using Trestle.Rows.Blocks;

namespace Trestle.Testing;

/// <summary>Compares blocks to the last bit.</summary>
public static class BlockAssert
{
    /// <summary>Asserts that two blocks have the same columns and the same rows; NaN equals NaN, and 0 differs from -0.</summary>
    public static void Same(RowBlock actual, RowBlock expected)
    {
        actual.Schema.Columns.ShouldBe(expected.Schema.Columns);
        actual.Rows.ShouldBe(expected.Rows);
        for (var c = 0; c < expected.Schema.Count; c++)
        {
            if (expected.Schema[c].Kind == ColumnKind.Number)
            {
                Bits(actual.Numbers(c)).ShouldBe(Bits(expected.Numbers(c)), $"column '{expected.Schema[c].Name}'");
            }
            else
            {
                actual.Texts(c).ToArray().ShouldBe(expected.Texts(c).ToArray(), $"column '{expected.Schema[c].Name}'");
            }
        }
    }

    /// <summary>The rows one by one, each a block of its own.</summary>
    public static IEnumerable<RowBlock> Singles(RowBlock block)
    {
        for (var row = 0; row < block.Rows; row++)
        {
            yield return block.Take([row]);
        }
    }

    private static long[] Bits(ReadOnlySpan<double> values)
    {
        var bits = new long[values.Length];
        for (var i = 0; i < bits.Length; i++)
        {
            bits[i] = double.IsNaN(values[i]) ? long.MaxValue : BitConverter.DoubleToInt64Bits(values[i]);
        }

        return bits;
    }
}
