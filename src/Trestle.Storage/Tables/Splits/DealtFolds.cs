namespace Trestle.Storage.Tables.Splits;

/// <summary>
/// Deals the keys of each class, in the order of their hash, to the test part and then to the folds in turn. Takes 17 bytes of memory a
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

    /// <summary>Bits of 64 that a hash does not have.</summary>
    private const int UnusedBits = 4;

    /// <summary>
    /// The fold of each row: -1 the test part, -2 for a row without a target. Each key has one class (the least of its rows'), each class
    /// its own order. Every class starts at another fold, so that rare ones do not all end in the first.
    /// </summary>
    public sbyte[] Folds()
    {
        var (sorted, rows) = InHashOrder();
        var counts = new int[classes.Length == 0 ? 0 : classes.Max() + 1];
        foreach (var (start, end) in Keys(sorted))
        {
            counts[Least(rows.AsSpan(start, end - start))]++;
        }

        var (first, next) = (FirstFolds(counts), new int[counts.Length]);
        var placed = new sbyte[hashes.Length];
        Array.Fill(placed, (sbyte)NoFold);
        foreach (var (start, end) in Keys(sorted))
        {
            var own = rows.AsSpan(start, end - start);
            var least = Least(own);
            var tests = (int)Math.Round(counts[least] * testShare, MidpointRounding.AwayFromZero);
            var place = next[least]++;
            foreach (var row in own)
            {
                placed[row.Number] = (sbyte)(place < tests ? TestPart : (place - tests + first[least]) % folds);
            }
        }

        return placed;
    }

    private static int Least(ReadOnlySpan<Row> rows)
    {
        var least = int.MaxValue;
        foreach (var row in rows)
        {
            least = Math.Min(least, row.Class);
        }

        return least;
    }

    /// <summary>
    /// The rows with a target in the order of their hashes. Each goes with its class: the classes of rows that are far apart would be
    /// looked up one by one in memory.
    /// </summary>
    private (ulong[] Sorted, Row[] Rows) InHashOrder() => HashOrder.Of(
        hashes.Length, row => classes[row] < 0 ? null : (ulong)hashes[row] << UnusedBits, row => new Row(row, classes[row]));

    /// <summary>The places of the rows of each key.</summary>
    private static IEnumerable<(int Start, int End)> Keys(ulong[] sorted)
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

    private readonly record struct Row(int Number, int Class);
}
