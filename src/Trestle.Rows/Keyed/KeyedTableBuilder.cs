using Trestle.Rows.Blocks;

namespace Trestle.Rows.Keyed;

/// <summary>A key with several rows, and how many.</summary>
public sealed record RepeatedKey(string Key, int Rows);

/// <summary>A keyed table that was built, and what did not go into it.</summary>
public sealed record BuiltTable
{
    /// <summary>The file.</summary>
    public required byte[] File { get; init; }

    /// <summary>What it holds.</summary>
    public required KeyedSchema Schema { get; init; }

    /// <summary>Rows without a key.</summary>
    public long Keyless { get; init; }

    /// <summary>Rows without a time, or without the time at which they were known.</summary>
    public long Timeless { get; init; }

    /// <summary>Rows that repeat another row of the same key (and, with times, of the same times) in every column.</summary>
    public long Repeats { get; init; }

    /// <summary>
    /// Keys with several rows that differ (with times: at the same times), so that one of them had to be taken, the most frequent first.
    /// </summary>
    public IReadOnlyList<RepeatedKey> Ambiguous { get; init; } = [];

    /// <summary>Number of those keys.</summary>
    public long AmbiguousKeys { get; init; }
}

/// <summary>Builds keyed tables: the same file for the same rows in the same order.</summary>
public sealed class KeyedTableBuilder
{
    private const int MostShown = 20;

    private readonly KeyedSchema schema;
    private readonly KeyedRows rows;
    private readonly long mostBytes;
    private long keyless;
    private long timeless;

    /// <summary>A builder for rows that have the columns of a schema, among others, and for a file of at most some bytes.</summary>
    public KeyedTableBuilder(KeyedSchema schema, long mostBytes = KeyedTable.MostBytes)
    {
        (this.schema, this.mostBytes) = (schema, mostBytes);
        rows = new KeyedRows(schema);
    }

    /// <summary>Adds rows, in the order of the source.</summary>
    public void Add(RowBlock block)
    {
        var (withoutKey, withoutTime) = rows.Add(block);
        (keyless, timeless) = (keyless + withoutKey, timeless + withoutTime);
    }

    /// <summary>The table. Error TR2351 if it is too large.</summary>
    public BuiltTable Build(CancellationToken cancellation)
    {
        var groups = rows.Groups(cancellation);
        var (order, ends) = Ordered(groups, cancellation);
        var (kept, keptEnds, repeats, ambiguous) = Kept(order, ends, cancellation);
        var whole = schema with
        {
            Rows = kept.Length,
            Groups = keptEnds.Length,
            Newest = schema.Time is null || kept.Length == 0 ? null : kept.Max(row => rows.Time(row)),
        };
        return new BuiltTable
        {
            File = KeyedFile.Write(whole, rows, kept, keptEnds, mostBytes, cancellation),
            Schema = whole,
            Keyless = keyless,
            Timeless = timeless,
            Repeats = repeats,
            AmbiguousKeys = ambiguous.Count,
            Ambiguous = [.. ambiguous.OrderByDescending(key => key.Rows).ThenBy(key => key.Place).Take(MostShown)
                .Select(key => new RepeatedKey(rows.KeyWords(key.Place), key.Rows))],
        };
    }

    /// <summary>The rows group by group, each in the order of its times, then of the source.</summary>
    private (int[] Order, int[] Ends) Ordered((int[] OfRow, int Count) groups, CancellationToken cancellation)
    {
        var ends = new int[groups.Count];
        foreach (var group in groups.OfRow)
        {
            ends[group]++;
        }

        for (var group = 1; group < ends.Length; group++)
        {
            ends[group] += ends[group - 1];
        }

        // From the last row back, each goes before those of its group that are already there.
        var (order, next) = (new int[groups.OfRow.Length], (int[])ends.Clone());
        for (var row = order.Length - 1; row >= 0; row--)
        {
            order[--next[groups.OfRow[row]]] = row;
        }

        if (schema.Time is not null)
        {
            var comparer = Comparer<int>.Create(rows.CompareTimes);
            for (var (group, from) = (0, 0); group < ends.Length; from = ends[group], group++)
            {
                cancellation.ThrowIfCancellationRequested();
                Array.Sort(order, from, ends[group] - from, comparer);
            }
        }

        return (order, ends);
    }

    /// <summary>
    /// Without times the one row of each key. With times all rows, but of those at the same times only the last in the source: an earlier
    /// one could never be found.
    /// </summary>
    private (int[] Kept, int[] Ends, long Repeats, List<(int Place, int Rows)> Ambiguous) Kept(
        int[] order, int[] ends, CancellationToken cancellation)
    {
        if (schema.All)
        {
            return (order, ends, 0, []);
        }

        var (kept, keptEnds, repeats, ambiguous) = (new List<int>(order.Length), new int[ends.Length], 0L, new List<(int, int)>());
        for (var (group, from) = (0, 0); group < ends.Length; from = ends[group], group++)
        {
            cancellation.ThrowIfCancellationRequested();
            var differ = 0;
            for (var first = from; first < ends[group];)
            {
                var next = first + 1;
                while (next < ends[group] && (schema.Time is null || rows.SameTimes(order[first], order[next])))
                {
                    next++;
                }

                kept.Add(order[schema.Time is not null || schema.Row == KeyedRow.Last ? next - 1 : first]);
                var same = Enumerable.Range(first + 1, next - first - 1).Count(place => rows.SameValues(order[first], order[place]));
                (repeats, differ) = (repeats + same, differ + next - first - 1 - same);
                first = next;
            }

            if (differ > 0)
            {
                ambiguous.Add((order[from], differ + 1));
            }

            keptEnds[group] = kept.Count;
        }

        return ([.. kept], keptEnds, repeats, ambiguous);
    }
}
