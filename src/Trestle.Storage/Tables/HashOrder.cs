using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Trestle.Storage.Tables;

/// <summary>
/// Sorts rows by hash, in time that grows with their number alone: they are dealt to buckets by the first bits of the hash, and in each
/// bucket to places by the next ones, where a few rows are left to be sorted. All cores deal and sort; rows of the same hash keep their
/// order.
/// </summary>
internal static class HashOrder
{
    private const int Parts = 8;
    private const int BucketBits = 8;
    private const int Buckets = 1 << BucketBits;

    /// <summary>Rows that are dealt to one place, on average, and at most to be sorted there by insertion.</summary>
    private const int RowsOfPlace = 4;
    private const int FewRows = 32;

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
    /// <param name="hash">The hash of a row, spread over 64 bits; null for a row that is left out. Called by several threads.</param>
    /// <param name="item">What goes with it; called by several threads.</param>
    public static (ulong[] Hashes, T[] Items) Of<T>(int rows, Func<int, ulong?> hash, Func<int, T> item)
    {
        var places = new int[Parts][];
        Parallel.For(0, Parts, part => places[part] = Count(PartOf(rows, part), hash));
        var (ends, count) = (new int[Buckets], 0);
        for (var bucket = 0; bucket < Buckets; bucket++)
        {
            foreach (var own in places)
            {
                (own[bucket], count) = (count, count + own[bucket]);
            }

            ends[bucket] = count;
        }

        var (sorted, items) = (new ulong[count], new T[count]);
        Parallel.For(0, Parts, part => Deal(PartOf(rows, part), hash, item, places[part], sorted, items));
        Parallel.For(0, Buckets, bucket =>
        {
            var start = bucket == 0 ? 0 : ends[bucket - 1];
            Sort(sorted.AsSpan(start, ends[bucket] - start), items.AsSpan(start, ends[bucket] - start));
        });
        return (sorted, items);
    }

    private static (int From, int To) PartOf(int rows, int part) =>
        ((int)((long)rows * part / Parts), (int)((long)rows * (part + 1) / Parts));

    private static int BucketOf(ulong hash) => (int)(hash >> (64 - BucketBits));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int[] Count((int From, int To) part, Func<int, ulong?> hash)
    {
        var counts = new int[Buckets];
        for (var row = part.From; row < part.To; row++)
        {
            if (hash(row) is { } own)
            {
                counts[BucketOf(own)]++;
            }
        }

        return counts;
    }

    /// <summary>Copies rows to their buckets, in which each has a next place for rows of this part.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Deal<T>(
        (int From, int To) part, Func<int, ulong?> hash, Func<int, T> item, int[] next, ulong[] hashes, T[] items)
    {
        for (var row = part.From; row < part.To; row++)
        {
            if (hash(row) is { } own)
            {
                var at = next[BucketOf(own)]++;
                (hashes[at], items[at]) = (own, item(row));
            }
        }
    }

    /// <summary>Sorts the rows of a bucket.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sort<T>(Span<ulong> hashes, Span<T> items)
    {
        var bits = Math.Max(1, BitOperations.Log2((uint)(hashes.Length / RowsOfPlace) + 1));
        var shift = 64 - bits;
        var ends = new int[(1 << bits) + 1];
        foreach (var hash in hashes)
        {
            ends[(int)(hash << BucketBits >> shift) + 1]++;
        }

        for (var place = 0; place < 1 << bits; place++)
        {
            ends[place + 1] += ends[place];
        }

        // From here on, each is where the next row of its place goes, and at last the end of the place.
        var (dealt, own) = (ArrayPool<ulong>.Shared.Rent(hashes.Length), ArrayPool<T>.Shared.Rent(items.Length));
        hashes.CopyTo(dealt);
        items.CopyTo(own);
        for (var i = 0; i < hashes.Length; i++)
        {
            var at = ends[(int)(dealt[i] << BucketBits >> shift)]++;
            (hashes[at], items[at]) = (dealt[i], own[i]);
        }

        ArrayPool<ulong>.Shared.Return(dealt);
        ArrayPool<T>.Shared.Return(own);
        for (int place = 0, start = 0; place < 1 << bits; start = ends[place++])
        {
            SortPlace(hashes[start..ends[place]], items[start..ends[place]]);
        }
    }

    private static void SortPlace<T>(Span<ulong> hashes, Span<T> items)
    {
        if (hashes.Length > FewRows)
        {
            // Mostly rows of one frequent key, which all have the same hash.
            if (hashes.ContainsAnyExcept(hashes[0]))
            {
                SortMany(hashes, items);
            }

            return;
        }

        for (var i = 1; i < hashes.Length; i++)
        {
            var (hash, item, at) = (hashes[i], items[i], i);
            for (; at > 0 && hashes[at - 1] > hash; at--)
            {
                (hashes[at], items[at]) = (hashes[at - 1], items[at - 1]);
            }

            (hashes[at], items[at]) = (hash, item);
        }
    }

    private static void SortMany<T>(Span<ulong> hashes, Span<T> items)
    {
        var order = new int[hashes.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        var (before, own) = (hashes.ToArray(), items.ToArray());
        Array.Sort(order, (a, b) => before[a].CompareTo(before[b]) is not 0 and var different ? different : a.CompareTo(b));
        for (var i = 0; i < order.Length; i++)
        {
            (hashes[i], items[i]) = (before[order[i]], own[order[i]]);
        }
    }
}
