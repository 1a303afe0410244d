using System.Runtime.CompilerServices;

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

    /// <summary>
    /// The fold of each row: -1 the test part, -2 for a row without a target. Each key has one class (the least of its rows'), each class
    /// its own order. Every class starts at another fold, so that rare ones do not all end in the first.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public sbyte[] Folds()
    {
        // Each row goes with its class: the classes of rows that are far apart would be looked up one by one in memory.
        var (sorted, rows) = HashOrder.OfKeys(hashes, classes, row => new Row(row, classes[row]));
        var counts = new int[classes.Length == 0 ? 0 : classes.Max() + 1];
        for (int start = 0, end; start < rows.Length; start = end)
        {
            end = EndOfKey(sorted, start);
            counts[Least(rows, start, end)]++;
        }

        var (first, next) = (FirstFolds(counts), new int[counts.Length]);
        var placed = new sbyte[hashes.Length];
        Array.Fill(placed, (sbyte)NoFold);
        for (int start = 0, end; start < rows.Length; start = end)
        {
            end = EndOfKey(sorted, start);
            var least = Least(rows, start, end);
            var tests = (int)Math.Round(counts[least] * testShare, MidpointRounding.AwayFromZero);
            var place = next[least]++;
            for (var i = start; i < end; i++)
            {
                placed[rows[i].Number] = (sbyte)(place < tests ? TestPart : (place - tests + first[least]) % folds);
            }
        }

        return placed;
    }

    /// <summary>The least class of the rows of a key.</summary>
    private static int Least(Row[] rows, int start, int end)
    {
        var least = rows[start].Class;
        for (var i = start + 1; i < end; i++)
        {
            least = Math.Min(least, rows[i].Class);
        }

        return least;
    }

    /// <summary>The place behind the last row of the key whose first row is at a place.</summary>
    private static int EndOfKey(ulong[] sorted, int start)
    {
        var end = start + 1;
        while (end < sorted.Length && sorted[end] == sorted[start])
        {
            end++;
        }

        return end;
    }

    /// <summary>The fold at which each class that has a key begins.</summary>
    private static int[] FirstFolds(int[] counts)
    {
        var present = 0;
        return Array.ConvertAll(counts, count => count == 0 ? 0 : present++);
    }

    private readonly record struct Row(int Number, int Class);
}
