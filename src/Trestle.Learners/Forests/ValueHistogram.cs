namespace Trestle.Learners.Forests;

/// <summary>Sums of a value, or of 0 and 1 for two classes.</summary>
/// <param name="offset">What was subtracted from the values, so that sums of squares stay exact.</param>
internal sealed class ValueHistogram(double offset) : Histogram
{
    private readonly Bin[] bins = new Bin[FeatureBins.Most + 1];
    private double sum;
    private double low;

    /// <inheritdoc/>
    public override double Score
    {
        get
        {
            var high = sum - low;
            return (low * low / LowWeight) + (high * high / (Weight - LowWeight));
        }
    }

    /// <inheritdoc/>
    public override void TakeLow(ushort bin)
    {
        ref readonly var own = ref bins[bin];
        low += own.Sum;
        LowWeight += own.Weight;
        LowRows += own.Rows;
    }

    /// <inheritdoc/>
    public override void Leaf(Span<double> value) => value[0] = offset + (sum / Weight);

    protected override void Total(ReadOnlySpan<SampledRow> node)
    {
        var (total, weight, same) = (0.0, 0.0, true);
        foreach (ref readonly var row in node)
        {
            total += row.Weight * row.Target;
            weight += row.Weight;
            same &= row.Target == node[0].Target;
        }

        (sum, Weight, IsPure) = (total, weight, same);
        Unsplit = total * total / weight;
    }

    protected override void Add(ushort[] column, ReadOnlySpan<SampledRow> node, ulong[] touched)
    {
        foreach (ref readonly var row in node)
        {
            var bin = column[row.Row];
            ref var own = ref bins[bin];
            if (own.Rows++ == 0)
            {
                touched[bin >> 6] |= 1UL << (bin & 63);
            }

            own.Sum += row.Weight * row.Target;
            own.Weight += row.Weight;
        }
    }

    protected override void ClearLow() => low = 0;

    protected override void ClearBin(ushort bin) => bins[bin] = default;

    private struct Bin
    {
        public double Sum;
        public double Weight;
        public int Rows;
    }
}
