namespace Trestle.Learners.Forests;

/// <summary>Weights of each of several classes.</summary>
internal sealed class ClassHistogram(int classes) : Histogram
{
    private readonly double[] bins = new double[(FeatureBins.Most + 1) * classes];
    private readonly int[] rows = new int[FeatureBins.Most + 1];
    private readonly double[] node = new double[classes];
    private readonly double[] low = new double[classes];
    private double lowSquares;
    private double highSquares;

    /// <inheritdoc/>
    public override double Score => (lowSquares / LowWeight) + (highSquares / (Weight - LowWeight));

    /// <inheritdoc/>
    public override void TakeLow(ushort bin)
    {
        LowRows += rows[bin];
        var own = bins.AsSpan(bin * classes, classes);
        for (var k = 0; k < own.Length; k++)
        {
            if (own[k] == 0)
            {
                continue;
            }

            var (moved, before) = (own[k], low[k]);
            var high = node[k] - before;
            lowSquares += moved * ((2 * before) + moved);
            highSquares += moved * (moved - (2 * high));
            low[k] += moved;
            LowWeight += moved;
        }
    }

    /// <inheritdoc/>
    public override void Leaf(Span<double> value)
    {
        for (var k = 0; k < classes; k++)
        {
            value[k] = node[k] / Weight;
        }
    }

    protected override void Total(ReadOnlySpan<SampledRow> rows)
    {
        Array.Clear(node);
        foreach (ref readonly var row in rows)
        {
            node[(int)row.Target] += row.Weight;
        }

        Weight = node.Sum();
        IsPure = node.AsSpan().Contains(Weight);
        Unsplit = Squares() / Weight;
    }

    protected override void Add(ushort[] column, ReadOnlySpan<SampledRow> rows, ulong[] touched)
    {
        foreach (ref readonly var row in rows)
        {
            var bin = column[row.Row];
            if (this.rows[bin]++ == 0)
            {
                touched[bin >> 6] |= 1UL << (bin & 63);
            }

            bins[(bin * classes) + (int)row.Target] += row.Weight;
        }
    }

    protected override void ClearLow()
    {
        Array.Clear(low);
        (lowSquares, highSquares) = (0, Squares());
    }

    protected override void ClearBin(ushort bin)
    {
        rows[bin] = 0;
        bins.AsSpan(bin * classes, classes).Clear();
    }

    private double Squares()
    {
        var sum = 0.0;
        foreach (var weight in node)
        {
            sum += weight * weight;
        }

        return sum;
    }
}
