using CsCheck;

using Shouldly;

using Trestle.Storage.Tables;

using Xunit;

namespace Trestle.Tests.Storage.Tables;

/// <summary>Rows are sorted by hash as a stable sort by it does, whatever the hashes are.</summary>
public sealed class HashOrderTests
{
    private static readonly Gen<ulong[]> Spread = Gen.ULong.Array[0, 3000];

    /// <summary>Few keys with many rows each, some of them with the same first bits.</summary>
    private static readonly Gen<ulong[]> Frequent =
        Gen.Int[0, 7].Array[0, 3000].Select(keys => keys.Select(key => key < 4 ? (ulong)key : ulong.MaxValue - (ulong)key).ToArray());

    [Fact]
    public void The_order_is_that_of_a_stable_sort() => Gen.OneOf(Spread, Frequent).Sample(hashes =>
    {
        var (sorted, rows) = HashOrder.Of(hashes.Length, row => row % 7 == 3 ? null : hashes[row], row => row);
        int[] wanted = [.. Enumerable.Range(0, hashes.Length).Where(row => row % 7 != 3).OrderBy(row => hashes[row])];
        rows.ShouldBe(wanted);
        sorted.ShouldBe(wanted.Select(row => hashes[row]));
    });

    [Fact]
    public void Hashes_of_60_bits_are_spread_over_64_and_rows_without_a_class_are_left_out()
    {
        long[] hashes = [(1L << 60) - 1, 5, 0, 5];
        var (sorted, rows) = HashOrder.OfKeys(hashes, [0, 1, -1, 0], row => row);
        rows.ShouldBe([1, 3, 0]);
        sorted.ShouldBe([5UL << 4, 5UL << 4, ((1UL << 60) - 1) << 4]);
    }
}
