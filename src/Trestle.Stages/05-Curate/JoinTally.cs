using System.Runtime.InteropServices;

using Trestle.Rows.Keyed;
using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.Curate;

/// <summary>Counts what a join finds, block by block, and says which rows it leaves out. Mergeable, as a Stat is.</summary>
internal sealed class JoinTally(Join join)
{
    private const int MostKeys = 10_000;
    private const int ShownKeys = 10;

    private readonly long[] outcomes = new long[Enum.GetValues<KeyedOutcome>().Length];
    private readonly Dictionary<string, long> unmatched = new(StringComparer.Ordinal);
    private long removed;
    private long untimed;

    /// <summary>A text of the main table that is a number with other digits than the table's numbers have: 007; null without one.</summary>
    public string? OtherDigits { get; private set; }

    /// <summary>Counts typed rows, and marks those that are left out; rows that an earlier join left out do not count.</summary>
    public void Add(RowBlock typed, bool[] leftOut)
    {
        var found = typed.Numbers(typed.Schema.Find(join.Step.Outcome!));
        var times = join.Time is { } time ? typed.Numbers(typed.Schema.Find(time)) : default;
        for (var row = 0; row < found.Length; row++)
        {
            if (leftOut[row])
            {
                continue;
            }

            if (!times.IsEmpty && double.IsNaN(times[row]))
            {
                untimed++;
                (leftOut[row], removed) = (true, removed + 1);
                continue;
            }

            var outcome = (KeyedOutcome)(int)found[row];
            outcomes[(int)outcome]++;
            if (outcome == KeyedOutcome.Matched)
            {
                continue;
            }

            if (outcome != KeyedOutcome.NoKey)
            {
                Unmatched(typed, row);
            }

            if (join.Removes)
            {
                (leftOut[row], removed) = (true, removed + 1);
            }
        }
    }

    /// <summary>Adds what was counted of other rows.</summary>
    public void Merge(JoinTally other)
    {
        for (var i = 0; i < outcomes.Length; i++)
        {
            outcomes[i] += other.outcomes[i];
        }

        foreach (var (key, rows) in other.unmatched)
        {
            Count(key, rows);
        }

        (removed, untimed) = (removed + other.removed, untimed + other.untimed);
        OtherDigits ??= other.OtherDigits;
    }

    /// <summary>The report.</summary>
    public JoinReport Report() => join.Report with
    {
        Rows = outcomes.Sum(),
        Matched = Of(KeyedOutcome.Matched),
        NoKey = Of(KeyedOutcome.NoKey),
        UnknownKey = Of(KeyedOutcome.UnknownKey),
        NotYet = Of(KeyedOutcome.NotYet),
        TooOld = Of(KeyedOutcome.TooOld),
        Removed = removed,
        Untimed = untimed,
        Unmatched = join.ShowsKeys ? [.. ValueCount.Ordered(unmatched).Take(ShownKeys)] : [],
    };

    private long Of(KeyedOutcome outcome) => outcomes[(int)outcome];

    private void Unmatched(RowBlock typed, int row)
    {
        var key = JoinKeys.Words(typed, join.Keys, row);
        Count(key, 1);
        if (join.ReadsDigits && OtherDigits is null && join.Keys.Any(column => JoinKeys.HasOtherDigits(typed, column, row)))
        {
            OtherDigits = key;
        }
    }

    private void Count(string key, long rows)
    {
        if (unmatched.Count < MostKeys || unmatched.ContainsKey(key))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(unmatched, key, out _) += rows;
        }
    }
}
