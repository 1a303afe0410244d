namespace Trestle.Stages.ValidateData;

/// <summary>Rows and lost rows of numbered groups. Groups whose numbers lie together are counted in a list, others in a table.</summary>
internal sealed class GroupCounts
{
    /// <summary>Numbers that the list may span: 30 years of hours.</summary>
    private const long Widest = 1 << 18;
    private const long Smallest = 1 << 6;

    private readonly Dictionary<long, (long Rows, long Lost)> others = [];
    private (long Rows, long Lost)[] near = [];
    private long from;

    /// <summary>Counts a row.</summary>
    public void Add(long group, bool lost) => Add(group, 1, lost ? 1 : 0);

    /// <summary>Adds what another instance counted.</summary>
    public void Merge(GroupCounts more)
    {
        foreach (var (group, rows, lost) in more.All())
        {
            Add(group, rows, lost);
        }
    }

    /// <summary>The groups that have rows.</summary>
    public IEnumerable<(long Group, long Rows, long Lost)> All() => near
        .Select((counts, i) => (Group: from + i, counts.Rows, counts.Lost)).Where(group => group.Rows > 0)
        .Concat(others.Select(entry => (entry.Key, entry.Value.Rows, entry.Value.Lost)));

    private void Add(long group, long rows, long lost)
    {
        if ((ulong)(group - from) >= (ulong)near.Length && !Reach(group))
        {
            var (before, lostBefore) = others.GetValueOrDefault(group);
            others[group] = (before + rows, lostBefore + lost);
            return;
        }

        ref var known = ref near[group - from];
        known = (known.Rows + rows, known.Lost + lost);
    }

    /// <summary>Makes the list reach a group, to twice its length at least; false if it would become too long.</summary>
    private bool Reach(long group)
    {
        var (low, high) = near.Length == 0 ? (group, group) : (Math.Min(from, group), Math.Max(from + near.Length - 1, group));
        if (near.Length == Widest || (ulong)(high - low) >= Widest)
        {
            return false;
        }

        var length = Math.Min(Widest, Math.Max(Smallest, 2 * Math.Max(high - low + 1, near.Length)));
        var start = Math.Max(high - length + 1, low - ((length - (high - low + 1)) / 2));
        var longer = new (long Rows, long Lost)[length];
        near.CopyTo(longer, near.Length == 0 ? 0 : from - start);
        (near, from) = (longer, start);
        return true;
    }
}
