using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Trestle.Stages.Kernel.Readings;

/// <summary>
/// The first distinct texts of a column with their counts, exactly, and the number of all distinct ones: exact as long as all are
/// remembered, beyond that within about 1 %. Mergeable.
/// </summary>
internal sealed class DistinctTexts(int most)
{
    private readonly int filterBits = Math.Clamp(BitOperations.Log2((uint)most) + 5, 10, 17);
    private readonly Dictionary<string, long> counts = new(StringComparer.Ordinal);
    private DistinctSketch? sketch;

    /// <summary>Marks the remembered texts by hash: most others are told apart without a search among thousands.</summary>
    private ulong[]? filter;

    /// <summary>The remembered texts.</summary>
    public IReadOnlyDictionary<string, long> Counts => counts;

    /// <summary>Whether there were more distinct texts than are remembered.</summary>
    public bool Overflowed => sketch is not null;

    /// <summary>Number of distinct texts.</summary>
    public long Distinct
    {
        get
        {
            if (sketch is null)
            {
                return counts.Count;
            }

            var all = new DistinctSketch();
            all.Merge(sketch);
            foreach (var text in counts.Keys)
            {
                all.Add(DistinctSketch.Hash(text));
            }

            return Math.Max(all.Estimate(), counts.Count);
        }
    }

    /// <summary>Counts a text; false when it is not among the remembered ones.</summary>
    public bool Add(string text, long rows)
    {
        if (counts.Count < most)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(counts, text, out _) += rows;
            return true;
        }

        var hash = DistinctSketch.Hash(text);
        if (MayRemember(hash))
        {
            ref var known = ref CollectionsMarshal.GetValueRefOrNullRef(counts, text);
            if (!Unsafe.IsNullRef(ref known))
            {
                known += rows;
                return true;
            }
        }

        (sketch ??= new DistinctSketch()).Add(hash);
        return false;
    }

    /// <summary>Adds the texts that another instance could not remember; those it remembers are for the caller to add.</summary>
    public void MergeBeyond(DistinctTexts other)
    {
        if (other.sketch is { } more)
        {
            (sketch ??= new DistinctSketch()).Merge(more);
        }
    }

    private bool MayRemember(ulong hash)
    {
        filter ??= Filter();
        var bit = hash & ((1UL << filterBits) - 1);
        return (filter[bit >> 6] & (1UL << (int)(bit & 63))) != 0;
    }

    private ulong[] Filter()
    {
        var bits = new ulong[(1 << filterBits) / 64];
        foreach (var text in counts.Keys)
        {
            var bit = DistinctSketch.Hash(text) & ((1UL << filterBits) - 1);
            bits[bit >> 6] |= 1UL << (int)(bit & 63);
        }

        return bits;
    }
}
