using System.Runtime.CompilerServices;

namespace Trestle.Storage.Tables;

/// <summary>Sorts rows by hash: they are dealt to buckets by its first bits, which are sorted at the same time.</summary>
internal static class HashOrder
{
    private const int Buckets = 256;
    private const int Shift = 56;

    /// <summary>Bits of 64 that the hash of a key does not have.</summary>
    private const int UnusedBits = 4;

    /// <summary>The hashes of the keys of rows in ascending order, and what goes with each row.</summary>
    /// <param name="hashes">The hash of each row's key, 60 bits.</param>
    /// <param name="classes">The class of each row; one with a negative class is left out.</param>
    /// <param name="item">What goes with it.</param>
    public static (ulong[] Hashes, T[] Items) OfKeys<T>(long[] hashes, int[] classes, Func<int, T> item) =>
        Of(hashes.Length, row => classes[row] < 0 ? null : (ulong)hashes[row] << UnusedBits, item);

    /// <summary>The hashes in ascending order, and what goes with each. Takes their size as memory.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="hash">The hash of a row, spread over 64 bits; null for a row that is left out.</param>
    /// <param name="item">What goes with it.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (ulong[] Hashes, T[] Items) Of<T>(int rows, Func<int, ulong?> hash, Func<int, T> item)
    {
        var ends = new int[Buckets + 1];
        for (var row = 0; row < rows; row++)
        {
            if (hash(row) is { } own)
            {
                ends[(own >> Shift) + 1]++;
            }
        }

        for (var bucket = 0; bucket < Buckets; bucket++)
        {
            ends[bucket + 1] += ends[bucket];
        }

        // From here on, each is the place of the next row of its bucket, and at last the end of the bucket.
        var (sorted, items) = (new ulong[ends[^1]], new T[ends[^1]]);
        for (var row = 0; row < rows; row++)
        {
            if (hash(row) is { } own)
            {
                var at = ends[own >> Shift]++;
                (sorted[at], items[at]) = (own, item(row));
            }
        }

        Parallel.For(0, Buckets, bucket =>
        {
            var start = bucket == 0 ? 0 : ends[bucket - 1];
            Array.Sort(sorted, items, start, ends[bucket] - start);
        });
        return (sorted, items);
    }
}
