namespace Trestle.Stages.Clean;

/// <summary>Groups of rows that are one thing.</summary>
internal static class RowGroups
{
    private const int Neighbours = 8;
    private const int RareWordRows = 40;
    private const int ShortWord = 3;
    private const int LargestBlock = 5_000;

    /// <summary>
    /// The groups of rows that are alike: each of a group to its first row, so that no chain joins rows that are not. Rows are compared
    /// within blocks, or where they share a rare word or are neighbours in alphabetical order.
    /// </summary>
    public static IEnumerable<IReadOnlyList<ComparedRow>> Find(
        IReadOnlyList<ComparedRow> rows, double least, bool isBlocked, CancellationToken cancellation)
    {
        var earlier = isBlocked ? WithinBlocks(rows, cancellation) : Near(rows, cancellation);
        var groups = new Dictionary<int, List<ComparedRow>>();
        var first = new int[rows.Count];
        for (var row = 0; row < rows.Count; row++)
        {
            cancellation.ThrowIfCancellationRequested();
            first[row] = row;
            foreach (var other in earlier[row].Select(candidate => first[candidate]).Distinct().Order())
            {
                if (rows[row].Similarity(rows[other]) >= least)
                {
                    first[row] = other;
                    (groups.TryGetValue(other, out var group) ? group : groups[other] = [rows[other]]).Add(rows[row]);
                    break;
                }
            }
        }

        return groups.OrderBy(group => group.Key).Select(group => group.Value);
    }

    /// <summary>The numbers of the rows of a group that do not stay.</summary>
    public static IEnumerable<long> Others(IReadOnlyList<ComparedRow> group, KeptRow keep)
    {
        var kept = keep switch
        {
            KeptRow.First => group.MinBy(row => row.Number)!,
            KeptRow.Last => group.MaxBy(row => row.Number)!,
            _ => group.OrderBy(row => row.Missing).ThenBy(row => row.Number).First(),
        };
        return group.Where(row => row != kept).Select(row => row.Number);
    }

    private static IReadOnlyCollection<int>[] WithinBlocks(IReadOnlyList<ComparedRow> rows, CancellationToken cancellation)
    {
        var blocks = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        var earlier = new IReadOnlyCollection<int>[rows.Count];
        for (var row = 0; row < rows.Count; row++)
        {
            cancellation.ThrowIfCancellationRequested();
            var block = blocks.TryGetValue(rows[row].Block!, out var known) ? known : blocks[rows[row].Block!] = [];
            if (block.Count == LargestBlock)
            {
                throw new TrestleException(CleanErrors.LargeBlock(LargestBlock));
            }

            earlier[row] = block.ToArray();
            block.Add(row);
        }

        return earlier;
    }

    private static IReadOnlyCollection<int>[] Near(IReadOnlyList<ComparedRow> rows, CancellationToken cancellation)
    {
        var near = new SortedSet<int>[rows.Count];
        void Add(int one, int two) => (near[Math.Max(one, two)] ??= []).Add(Math.Min(one, two));

        foreach (var key in new Func<ComparedRow, string>[] { row => row.Words, row => new string([.. row.Words.Reverse()]) })
        {
            var order = Enumerable.Range(0, rows.Count).OrderBy(row => key(rows[row]), StringComparer.Ordinal).ThenBy(row => row).ToArray();
            for (var at = 0; at < order.Length; at++)
            {
                cancellation.ThrowIfCancellationRequested();
                for (var other = Math.Max(0, at - Neighbours); other < at; other++)
                {
                    Add(order[at], order[other]);
                }
            }
        }

        var places = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var row = 0; row < rows.Count; row++)
        {
            foreach (var word in rows[row].Words.Split(' ').Where(word => word.Length >= ShortWord).Distinct(StringComparer.Ordinal))
            {
                (places.TryGetValue(word, out var known) ? known : places[word] = []).Add(row);
            }
        }

        foreach (var together in places.Values.Where(list => list.Count is > 1 and <= RareWordRows))
        {
            cancellation.ThrowIfCancellationRequested();
            for (var one = 1; one < together.Count; one++)
            {
                for (var two = 0; two < one; two++)
                {
                    Add(together[one], together[two]);
                }
            }
        }

        return [.. near.Select(candidates => (IReadOnlyCollection<int>?)candidates ?? [])];
    }
}
