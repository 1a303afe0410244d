namespace Trestle.Storage.Tables.Splits;

/// <summary>
/// Deals the keys of each class, in the order of their hash, to the test part and then to the folds in turn. Takes 13 bytes of memory a
/// row.
/// </summary>
/// <param name="hashes">The hash of each row's key, 60 bits.</param>
/// <param name="classes">The class of each row; negative for a row without a target.</param>
/// <param name="testShare">The share of the keys of each class that form the test part.</param>
/// <param name="folds">Number of folds.</param>
internal sealed class DealtFolds(long[] hashes, int[] classes, double testShare, int folds)
{
    private const int NoFold = -2;
    private const int TestPart = -1;

    /// <summary>Hashes are sorted in buckets of their first bits, several at the same time.</summary>
    private const int Buckets = 256;
    private const int BucketShift = 52;

    /// <summary>
    /// The fold of each row: -1 the test part, -2 for a row without a target. Each key has one class (the least of its rows'), each class
    /// its own order. Every class starts at another fold, so that rare ones do not all end in the first.
    /// </summary>
    public sbyte[] Folds()
    {
        var (sorted, order) = InHashOrder();
        var counts = new int[classes.Length == 0 ? 0 : classes.Max() + 1];
        foreach (var (start, end) in Keys(sorted))
        {
            counts[Least(order.AsSpan(start, end - start))]++;
        }

        var (first, next) = (FirstFolds(counts), new int[counts.Length]);
        var placed = new sbyte[hashes.Length];
        Array.Fill(placed, (sbyte)NoFold);
        foreach (var (start, end) in Keys(sorted))
        {
            var rows = order.AsSpan(start, end - start);
            var least = Least(rows);
            var tests = (int)Math.Round(counts[least] * testShare, MidpointRounding.AwayFromZero);
            var place = next[least]++;
            foreach (var row in rows)
            {
                placed[row] = (sbyte)(place < tests ? TestPart : (place - tests + first[least]) % folds);
            }
        }

        return placed;
    }

    private int Least(ReadOnlySpan<int> rows)
    {
        var least = int.MaxValue;
        foreach (var row in rows)
        {
            least = Math.Min(least, classes[row]);
        }

        return least;
    }

    /// <summary>The rows with a target in the order of their hashes.</summary>
    private (long[] Sorted, int[] Rows) InHashOrder()
    {
        var ends = new int[Buckets + 1];
        for (var row = 0; row < hashes.Length; row++)
        {
            ends[(hashes[row] >> BucketShift) + 1] += classes[row] < 0 ? 0 : 1;
        }

        for (var bucket = 0; bucket < Buckets; bucket++)
        {
            ends[bucket + 1] += ends[bucket];
        }

        // From here on, each is the place of the next row of its bucket, and at last the end of the bucket.
        var (sorted, rows) = (new long[ends[^1]], new int[ends[^1]]);
        for (var row = 0; row < hashes.Length; row++)
        {
            if (classes[row] >= 0)
            {
                var at = ends[hashes[row] >> BucketShift]++;
                (sorted[at], rows[at]) = (hashes[row], row);
            }
        }

        Parallel.For(0, Buckets, bucket =>
        {
            var start = bucket == 0 ? 0 : ends[bucket - 1];
            Array.Sort(sorted, rows, start, ends[bucket] - start);
        });
        return (sorted, rows);
    }

    /// <summary>The places of the rows of each key.</summary>
    private static IEnumerable<(int Start, int End)> Keys(long[] sorted)
    {
        var start = 0;
        for (var i = 1; i <= sorted.Length; i++)
        {
            if (i == sorted.Length || sorted[i] != sorted[start])
            {
                yield return (start, i);
                start = i;
            }
        }
    }

    /// <summary>The fold at which each class that has a key begins.</summary>
    private static int[] FirstFolds(int[] counts)
    {
        var present = 0;
        return Array.ConvertAll(counts, count => count == 0 ? 0 : present++);
    }
}
