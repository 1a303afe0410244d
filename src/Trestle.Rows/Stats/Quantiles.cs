using Trestle.Rows.Blocks;

namespace Trestle.Rows.Stats;

/// <summary>The distribution of a number column's finite values; NaN and infinities are ignored.</summary>
public sealed record Quantiles(string Column) : Stat<QuantilesValue>
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => [Column];

    /// <inheritdoc/>
    protected override QuantilesValue Begin(RowSchema schema) => new(schema.Require(Column, ColumnKind.Number, "quantiles"));
}

/// <summary>
/// The answer to <see cref="Quantiles"/>: how often each value occurs. Exact up to <see cref="ExactLimit"/> distinct values; beyond that
/// some of the values stand for all (<see cref="RankSketch"/>), and a quantile is at most <see cref="RankError"/> away in rank, wherever
/// the values lie; the smallest and the largest remain exact. Whether it is exact depends on the values alone; beyond the limit the answer
/// depends on the order of the rows and of the merges too, never on the size of the blocks.
/// </summary>
public sealed class QuantilesValue : StatValue
{
    /// <summary>Number of distinct values up to which the distribution is exact.</summary>
    public const int ExactLimit = 50_000;

    /// <summary>The most by which the share of values below a quantile is wrong, beyond <see cref="ExactLimit"/>.</summary>
    public const double RankError = 0.002;

    private const int SmallestBuffer = 1 << 12;
    private const int LargestBuffer = 1 << 16;
    private const int SketchBuffer = 1 << 9;

    private readonly int position;
    private double[] buffer = [];
    private int buffered;
    private long settled;
    private RankSketch? sketch;
    private Histogram? histogram = Histogram.Empty;

    internal QuantilesValue(int position) => this.position = position;

    /// <summary>Number of finite values.</summary>
    public long Count => settled + buffered;

    /// <summary>Whether every value is kept exactly.</summary>
    public bool Exact
    {
        get
        {
            if (sketch is null)
            {
                Settle();
            }

            return sketch is null;
        }
    }

    /// <summary>Number of distinct values; one more than <see cref="ExactLimit"/> when there are more than that.</summary>
    public int Distinct => Exact ? histogram!.Distinct : ExactLimit + 1;

    /// <summary>Whether every value is a whole number, exactly.</summary>
    public bool Whole
    {
        get
        {
            var rest = Exact ? Values : buffer.AsSpan(0, buffered);
            var whole = sketch?.Whole ?? true;
            foreach (var value in rest)
            {
                whole &= value == Math.Floor(value);
            }

            return whole;
        }
    }

    /// <summary>Distinct values, ascending: all when <see cref="Exact"/>, otherwise some with the smallest and the largest.</summary>
    public ReadOnlySpan<double> Values => Distribution().Values;

    /// <summary>How many values each of <see cref="Values"/> stands for: itself when <see cref="Exact"/>.</summary>
    public ReadOnlySpan<long> Counts => Distribution().Counts;

    /// <summary>
    /// The value below which a share of <paramref name="q"/> (0 to 1) of the values lies, interpolated linearly between
    /// neighbours (type 7 of Hyndman and Fan 1996, the default of NumPy and pandas); NaN when there are no values.
    /// </summary>
    public double Quantile(double q)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(q, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(q, 1);
        if (Count == 0)
        {
            return double.NaN;
        }

        var rank = q * (Count - 1);
        var below = (long)Math.Floor(rank);
        var part = rank - below;
        var (low, high) = At(below);
        if (part == 0 || low == high)
        {
            return low;
        }

        var apart = high - low;
        return double.IsInfinity(apart) ? (low * (1 - part)) + (high * part)
            : part < 0.5 ? low + (apart * part)
            : high - (apart * (1 - part));
    }

    /// <summary>
    /// The most frequent value, the smallest of several; NaN when there are no values. Unless <see cref="Exact"/>, a value that is rarer
    /// than the sketch can tell cannot be the mode, and when all are, the median takes its place.
    /// </summary>
    public double Mode()
    {
        var counts = Counts;
        var best = -1;
        for (var i = 0; i < counts.Length; i++)
        {
            if (best < 0 || counts[i] > counts[best])
            {
                best = i;
            }
        }

        return best < 0 ? double.NaN
            : !Exact && counts[best] < 2 * RankError * Count ? Quantile(0.5)
            : Values[best];
    }

    /// <inheritdoc/>
    public override void Add(RowBlock block)
    {
        if (sketch is not null)
        {
            histogram = null;
        }

        foreach (var value in block.Numbers(position))
        {
            if (!double.IsFinite(value))
            {
                continue;
            }

            // Adding zero turns -0 into 0, so that there is one zero.
            Append(value + 0.0);
        }
    }

    /// <inheritdoc/>
    public override StatValue Empty() => new QuantilesValue(position);

    /// <inheritdoc/>
    public override void Merge(StatValue other)
    {
        var quantiles = (QuantilesValue)other;
        Settle();
        if (quantiles.Exact)
        {
            Take(quantiles.Distribution(), quantiles.Count);
            return;
        }

        ToSketch().Merge(quantiles.sketch!);
        settled += quantiles.settled;
        foreach (var value in quantiles.buffer.AsSpan(0, quantiles.buffered))
        {
            Append(value);
        }
    }

    private void Append(double value)
    {
        if (buffered == buffer.Length)
        {
            Settle();
            var size = sketch is null ? Math.Clamp(histogram!.Distinct, SmallestBuffer, LargestBuffer) : SketchBuffer;
            Array.Resize(ref buffer, size);
        }

        buffer[buffered++] = value;
    }

    /// <summary>All values; once there is a sketch, reading does not change what later values make of it.</summary>
    private Histogram Distribution()
    {
        if (sketch is null)
        {
            Settle();
        }

        return histogram ??= sketch!.Distribution(buffer.AsSpan(0, buffered));
    }

    /// <summary>Moves the buffered values to where they are kept.</summary>
    private void Settle()
    {
        if (buffered == 0)
        {
            return;
        }

        var values = buffer.AsSpan(0, buffered);
        buffered = 0;
        if (sketch is not null)
        {
            sketch.Add(values);
            settled += values.Length;
            return;
        }

        values.Sort();
        Take(Histogram.OfSorted(values), values.Length);
    }

    private void Take(Histogram other, long count)
    {
        settled += count;
        if (sketch is not null)
        {
            sketch.Add(other);
            histogram = null;
            return;
        }

        histogram = Histogram.Union(histogram!, other);
        if (histogram.Distinct > ExactLimit)
        {
            ToSketch();
        }
    }

    private RankSketch ToSketch()
    {
        if (sketch is null)
        {
            sketch = new RankSketch();
            sketch.Add(histogram!);
        }

        histogram = null;
        return sketch;
    }

    /// <summary>The value of a rank (from 0) and that of the next one (the same at the end).</summary>
    private (double Low, double High) At(long rank)
    {
        var values = Values;
        var counts = Counts;
        var i = 0;
        var seen = counts[0];
        while (seen <= rank)
        {
            seen += counts[++i];
        }

        var next = seen > rank + 1 || i + 1 == values.Length ? i : i + 1;
        return (values[i], values[next]);
    }
}
