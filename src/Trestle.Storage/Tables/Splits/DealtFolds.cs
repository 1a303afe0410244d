namespace Trestle.Storage.Tables.Splits;

/// <summary>
/// Deals the keys of each class, in the order of their hash, to the test part and then to the folds in turn. Takes about 30 bytes of
/// memory a row.
/// </summary>
internal sealed class DealtFolds(long rows, double testShare, int folds)
{
    private const int Unlabelled = -1;
    private const int NoFold = -2;

    private readonly Dictionary<string, int> codes = new(StringComparer.Ordinal);
    private readonly long[] hashes = new long[rows];
    private readonly int[] classes = new int[rows];

    /// <summary>Sets a row, from 0, in any order: the hash of its key, and its class; null for a row without a target.</summary>
    public void Add(long row, long hash, string? stratum)
    {
        var code = Unlabelled;
        if (stratum is not null && !codes.TryGetValue(stratum, out code))
        {
            codes[stratum] = code = codes.Count;
        }

        (hashes[row], classes[row]) = (hash, code);
    }

    /// <summary>
    /// The fold of each row: -1 the test part, -2 for a row without a target. Each key has one class (the least of its rows'), each class
    /// its own order. Every class starts at another fold, so that rare ones do not all end in the first.
    /// </summary>
    public double[] Folds()
    {
        Settle();
        var keys = Keys();
        var first = FirstFolds(keys);
        var placed = new double[rows];
        for (var i = 0; i < rows; i++)
        {
            var code = classes[i];
            if (code == Unlabelled)
            {
                placed[i] = NoFold;
                continue;
            }

            var tests = (long)Math.Round(keys[code].Length * testShare, MidpointRounding.AwayFromZero);
            var place = Array.BinarySearch(keys[code], hashes[i]);
            placed[i] = place < tests ? -1 : (place - tests + first[code]) % folds;
        }

        return placed;
    }

    /// <summary>Gives all rows of a key the least of their classes.</summary>
    private void Settle()
    {
        var sorted = hashes.ToArray();
        Array.Sort(sorted);
        var repeated = new HashSet<long>();
        for (var i = 1; i < rows; i++)
        {
            if (sorted[i] == sorted[i - 1])
            {
                repeated.Add(sorted[i]);
            }
        }

        if (repeated.Count == 0)
        {
            return;
        }

        var ranks = Ranks();
        var least = new Dictionary<long, int>();
        for (var i = 0; i < rows; i++)
        {
            if (classes[i] != Unlabelled && repeated.Contains(hashes[i])
                && (!least.TryGetValue(hashes[i], out var known) || ranks[classes[i]] < ranks[known]))
            {
                least[hashes[i]] = classes[i];
            }
        }

        for (var i = 0; i < rows; i++)
        {
            classes[i] = classes[i] != Unlabelled && least.TryGetValue(hashes[i], out var code) ? code : classes[i];
        }
    }

    /// <summary>The distinct hashes of each class, ascending.</summary>
    private long[][] Keys()
    {
        var counts = new int[codes.Count];
        for (var i = 0; i < rows; i++)
        {
            if (classes[i] != Unlabelled)
            {
                counts[classes[i]]++;
            }
        }

        var keys = counts.Select(count => new long[count]).ToArray();
        Array.Clear(counts);
        for (var i = 0; i < rows; i++)
        {
            if (classes[i] != Unlabelled)
            {
                keys[classes[i]][counts[classes[i]]++] = hashes[i];
            }
        }

        return [.. keys.Select(Distinct)];
    }

    private static long[] Distinct(long[] hashes)
    {
        Array.Sort(hashes);
        var kept = 0;
        for (var i = 0; i < hashes.Length; i++)
        {
            if (i == 0 || hashes[i] != hashes[i - 1])
            {
                hashes[kept++] = hashes[i];
            }
        }

        return kept == hashes.Length ? hashes : hashes[..kept];
    }

    /// <summary>The fold at which each class that has a key begins.</summary>
    private int[] FirstFolds(long[][] keys)
    {
        var ranks = Ranks();
        var present = Enumerable.Range(0, keys.Length).Where(code => keys[code].Length > 0).OrderBy(code => ranks[code]).ToArray();
        var first = new int[keys.Length];
        for (var i = 0; i < present.Length; i++)
        {
            first[present[i]] = i;
        }

        return first;
    }

    /// <summary>The place of each class in ordinal order.</summary>
    private int[] Ranks()
    {
        var ranks = new int[codes.Count];
        foreach (var (code, rank) in codes.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select((entry, rank) => (entry.Value, rank)))
        {
            ranks[code] = rank;
        }

        return ranks;
    }
}
