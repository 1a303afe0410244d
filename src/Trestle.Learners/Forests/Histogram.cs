using System.Numerics;

namespace Trestle.Learners.Forests;

/// <summary>A training row of a tree, in 16 bytes.</summary>
/// <param name="Row">Its number.</param>
/// <param name="Weight">How often the tree's sample holds it, times its own weight; exact for whole numbers.</param>
/// <param name="Target">Its class, or its value.</param>
internal readonly record struct SampledRow(int Row, float Weight, double Target);

/// <summary>
/// What the rows of a node add up to, in all and by the bins of one feature. A split is as good as the sum over its two sides of
/// ‖Σ target‖² / weight is large, the target a value, 0 or 1, or a vector with a 1 for the row's class: that is the same as the least
/// squared error, and the least Gini impurity. Time is in the number of rows, not of bins, so that small nodes are quick.
/// </summary>
internal abstract class Histogram
{
    private readonly ulong[] touched = new ulong[(FeatureBins.Most / 64) + 1];
    private readonly ushort[] occupied = new ushort[FeatureBins.Most];
    private int bins;

    /// <summary>Rows of the node, each counted once.</summary>
    public int Rows { get; private set; }

    /// <summary>The weight of the node's rows.</summary>
    public double Weight { get; protected set; }

    /// <summary>Whether all rows of the node have the same target.</summary>
    public bool IsPure { get; protected set; }

    /// <summary>How good the node is without a split.</summary>
    public double Unsplit { get; protected set; }

    /// <summary>The bins with rows, but for <see cref="FeatureBins.Missing"/>, ascending.</summary>
    public ReadOnlySpan<ushort> Occupied => occupied.AsSpan(0, bins);

    /// <summary>Whether rows of the node miss the feature.</summary>
    public bool HasMissing { get; private set; }

    /// <summary>Rows on the low side.</summary>
    public int LowRows { get; protected set; }

    /// <summary>The weight on the low side.</summary>
    public double LowWeight { get; protected set; }

    /// <summary>How good the split is between what was taken to the low side and the rest.</summary>
    public abstract double Score { get; }

    /// <summary>Adds up a node.</summary>
    public void Begin(ReadOnlySpan<SampledRow> node)
    {
        Rows = node.Length;
        Total(node);
    }

    /// <summary>Adds up a feature of the node; the one before must have been cleared.</summary>
    public void Fill(ushort[] column, ReadOnlySpan<SampledRow> node)
    {
        Add(column, node, touched);
        bins = 0;
        for (var word = 0; word < touched.Length; word++)
        {
            for (var bits = touched[word]; bits != 0; bits &= bits - 1)
            {
                var bin = (word << 6) + BitOperations.TrailingZeroCount(bits);
                if (bin == FeatureBins.Missing)
                {
                    HasMissing = true;
                }
                else
                {
                    occupied[bins++] = (ushort)bin;
                }
            }
        }
    }

    /// <summary>Puts all rows on the high side.</summary>
    public void StartLow()
    {
        LowRows = 0;
        LowWeight = 0;
        ClearLow();
    }

    /// <summary>Takes the rows of a bin to the low side.</summary>
    public abstract void TakeLow(ushort bin);

    /// <summary>Clears the feature.</summary>
    public void Clear()
    {
        foreach (var bin in Occupied)
        {
            ClearBin(bin);
        }

        ClearBin(FeatureBins.Missing);
        HasMissing = false;
        Array.Clear(touched);
    }

    /// <summary>The prediction of the node as a leaf: a value, or the share of each class.</summary>
    public abstract void Leaf(Span<double> value);

    /// <summary>Adds up a node.</summary>
    protected abstract void Total(ReadOnlySpan<SampledRow> node);

    /// <summary>Adds rows to their bins, and sets the bit of every bin that has a row.</summary>
    protected abstract void Add(ushort[] column, ReadOnlySpan<SampledRow> node, ulong[] touched);

    /// <summary>Puts all rows on the high side.</summary>
    protected abstract void ClearLow();

    /// <summary>Empties a bin.</summary>
    protected abstract void ClearBin(ushort bin);
}
