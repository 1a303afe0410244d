namespace Trestle.Learners.Forests;

/// <summary>A node of a grown tree.</summary>
/// <param name="Feature">The feature of the split; <see cref="Leaf"/> for a leaf.</param>
/// <param name="Value">The number of the cut, see <see cref="Split"/>, or of the leaf's value in <see cref="GrownTree.Values"/>.</param>
/// <param name="Weight">Number of training rows of a leaf; 0 for a split.</param>
/// <param name="First">The position of the first of its two children.</param>
internal readonly record struct GrownNode(int Feature, int Value, int Weight, int First)
{
    /// <summary>The feature of a leaf.</summary>
    public const int Leaf = -1;
}

/// <summary>
/// A cut between two bins, and the side of missing values, in one number: 2 × the last bin of the low side, plus 1 when they are low.
/// The first child is the low side; for categories it is the side without missing values, because a set of codes never holds them.
/// </summary>
internal readonly record struct Split(int Value)
{
    /// <summary>A cut.</summary>
    public Split(int bin, bool missingLow)
        : this((2 * bin) + (missingLow ? 1 : 0))
    {
    }

    /// <summary>The last bin of the low side.</summary>
    public int Bin => Value >> 1;

    /// <summary>Whether missing values are on the low side.</summary>
    public bool MissingLow => (Value & 1) != 0;

    /// <summary>Whether a bin is on the low side.</summary>
    public bool IsLow(ushort bin) => bin == FeatureBins.Missing ? MissingLow : bin <= Bin;
}

/// <summary>A tree.</summary>
/// <param name="Nodes">Its nodes, the root first, level by level, the two children of a split side by side.</param>
/// <param name="Values">The distinct values of its leaves, one number or one per class each.</param>
/// <param name="Gains">For each feature, how much its splits have reduced the error.</param>
internal sealed record GrownTree(GrownNode[] Nodes, double[] Values, double[] Gains);
