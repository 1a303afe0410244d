using System.Runtime.InteropServices;

using Trestle.Rows.Steps.Parsing;

namespace Trestle.Stages.Kernel.Readings;

/// <summary>The texts next to the numbers of a column, counted.</summary>
internal sealed class AffixEvidence
{
    private readonly Dictionary<string, long> counts = new(StringComparer.Ordinal);

    /// <summary>The rows of each affix; a row with one before and one behind its number counts for both.</summary>
    public IReadOnlyDictionary<string, long> Counts => counts;

    /// <summary>Rows with a number alone.</summary>
    public long Alone { get; private set; }

    /// <summary>Rows with a number that has at least one affix.</summary>
    public long Together { get; private set; }

    /// <summary>Whether a number with an affix has a fraction.</summary>
    public bool Fractions { get; private set; }

    /// <summary>Counts a number alone.</summary>
    public void Add(long rows) => Alone += rows;

    /// <summary>Counts a number with what stands next to it.</summary>
    public void Add(NumberParts parts, bool fraction, long rows)
    {
        Together += rows;
        Fractions |= fraction;
        Count(parts.Before.ToString(), rows);
        Count(parts.After.ToString(), rows);
    }

    /// <summary>Adds what was counted elsewhere.</summary>
    public void Merge(AffixEvidence other)
    {
        Alone += other.Alone;
        Together += other.Together;
        Fractions |= other.Fractions;
        foreach (var (affix, rows) in other.counts)
        {
            Count(affix, rows);
        }
    }

    private void Count(string affix, long rows)
    {
        if (affix.Length > 0)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(counts, affix, out _) += rows;
        }
    }
}
