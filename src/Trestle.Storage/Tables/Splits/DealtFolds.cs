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
        var members = Members();
        var first = FirstFolds(members);
        var placed = new double[hashes.Length];
        Array.Fill(placed, NoFold);
        Parallel.For(0, members.Length, code => Deal(members[code], first[code], placed));
        return placed;
    }

    private void Deal(int[] members, int first, double[] placed)
    {
        var keys = Array.ConvertAll(members, row => hashes[row]);
        Array.Sort(keys, members);
        var distinct = 0;
        for (var i = 0; i < keys.Length; i++)
        {
            distinct += i == 0 || keys[i] != keys[i - 1] ? 1 : 0;
        }

        var tests = (int)Math.Round(distinct * testShare, MidpointRounding.AwayFromZero);
        var place = -1;
        for (var i = 0; i < keys.Length; i++)
        {
            place += i == 0 || keys[i] != keys[i - 1] ? 1 : 0;
            placed[members[i]] = place < tests ? -1 : (place - tests + first) % folds;
        }
    }

    /// <summary>Gives all rows of a key the least of their classes.</summary>
    private void Settle()
    {
        if (codes.Count < 2)
        {
            return;
        }

        var sorted = hashes.ToArray();
        Array.Sort(sorted);
        var repeated = new HashSet<long>();
        for (var i = 1; i < sorted.Length; i++)
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
        for (var i = 0; i < hashes.Length; i++)
        {
            if (classes[i] != Unlabelled && repeated.Contains(hashes[i])
                && (!least.TryGetValue(hashes[i], out var known) || ranks[classes[i]] < ranks[known]))
            {
                least[hashes[i]] = classes[i];
            }
        }

        for (var i = 0; i < hashes.Length; i++)
        {
            classes[i] = classes[i] != Unlabelled && least.TryGetValue(hashes[i], out var code) ? code : classes[i];
        }
    }

    /// <summary>The rows of each class.</summary>
    private int[][] Members()
    {
        var counts = new int[codes.Count];
        foreach (var code in classes)
        {
            if (code != Unlabelled)
            {
                counts[code]++;
            }
        }

        var members = counts.Select(count => new int[count]).ToArray();
        Array.Clear(counts);
        for (var i = 0; i < classes.Length; i++)
        {
            if (classes[i] != Unlabelled)
            {
                members[classes[i]][counts[classes[i]]++] = i;
            }
        }

        return members;
    }

    /// <summary>The fold at which each class that has a key begins.</summary>
    private int[] FirstFolds(int[][] members)
    {
        var ranks = Ranks();
        var present = Enumerable.Range(0, members.Length).Where(code => members[code].Length > 0).OrderBy(code => ranks[code]).ToArray();
        var first = new int[members.Length];
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
