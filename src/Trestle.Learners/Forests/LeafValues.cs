using System.Runtime.InteropServices;

namespace Trestle.Learners.Forests;

/// <summary>The distinct values of leaves, each stored once: most leaves of a full-grown tree have one class.</summary>
/// <param name="width">Numbers in a value.</param>
internal sealed class LeafValues(int width)
{
    private readonly List<double> numbers = [];
    private readonly Dictionary<ulong, List<int>> places = [];
    private readonly double[] own = new double[width];

    /// <summary>Number of different values.</summary>
    public int Count => numbers.Count / width;

    /// <summary>The place of a node's value, which is added if it is new.</summary>
    public int Add(Histogram node)
    {
        node.Leaf(own);
        return Add(own);
    }

    /// <summary>The place of a value, which is added if it is new.</summary>
    public int Add(ReadOnlySpan<double> value)
    {
        var bytes = MemoryMarshal.AsBytes(value);
        var hash = 14695981039346656037UL;
        foreach (var part in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            hash = (hash ^ part) * 1099511628211UL;
            hash ^= hash >> 29;
        }

        ref var same = ref CollectionsMarshal.GetValueRefOrAddDefault(places, hash, out _);
        same ??= [];
        foreach (var place in same)
        {
            var known = CollectionsMarshal.AsSpan(numbers).Slice(place * width, width);
            if (MemoryMarshal.AsBytes<double>(known).SequenceEqual(bytes))
            {
                return place;
            }
        }

        same.Add(Count);
        numbers.AddRange(value);
        return Count - 1;
    }

    /// <summary>Forgets all values.</summary>
    public void Clear()
    {
        numbers.Clear();
        places.Clear();
    }

    /// <summary>All numbers, value by value.</summary>
    public double[] ToArray() => [.. numbers];
}
