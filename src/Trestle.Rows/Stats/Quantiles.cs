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
/// The answer to <see cref="Quantiles"/>: how often each value occurs. Exact up to <see cref="ExactLimit"/> distinct values;
/// beyond that every value is replaced by the middle of its bucket, at most 0.1 % away from it. The buckets are those of
/// DDSketch (Masson, Rim and Lee, VLDB 2019) with its linearly interpolated mapping: 512 for each power of two, so that a
/// bucket is found by masking bits, which gives the same buckets on every machine. Which form it has depends on the values
/// alone, not on their order or on how they were split, so merging is exact.
/// </summary>
public sealed class QuantilesValue : StatValue
{
    /// <summary>Number of distinct values up to which the distribution is exact.</summary>
    public const int ExactLimit = 50_000;

    private const int SmallestBuffer = 1 << 12;
    private const int LargestBuffer = 1 << 16;

    private const int DroppedBits = 52 - 9;

    private readonly int position;
    private double[] buffer = [];
    private int buffered;
    private long settled;
    private bool exact = true;
    private Histogram histogram = Histogram.Empty;

    internal QuantilesValue(int position) => this.position = position;

    /// <summary>Number of finite values.</summary>
    public long Count => settled + buffered;

    /// <summary>Whether every value is kept exactly.</summary>
    public bool Exact
    {
        get
        {
            Settle();
            return exact;
        }
    }

    /// <summary>The distinct values (middles of buckets unless <see cref="Exact"/>), ascending.</summary>
    public ReadOnlySpan<double> Values => Settled().Values;

    /// <summary>How often each of <see cref="Values"/> occurs.</summary>
    public ReadOnlySpan<long> Counts => Settled().Counts;

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

    /// <summary>The most frequent value, the smallest of several; NaN when there are no values.</summary>
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

        return best < 0 ? double.NaN : Values[best];
    }

    /// <inheritdoc/>
    public override void Add(RowBlock block)
    {
        foreach (var value in block.Numbers(position))
        {
            if (!double.IsFinite(value))
            {
                continue;
            }

            if (buffered == buffer.Length)
            {
                Settle();
                Array.Resize(ref buffer, Math.Clamp(histogram.Distinct, SmallestBuffer, LargestBuffer));
            }

            // Adding zero turns -0 into 0, so that there is one zero.
            buffer[buffered++] = value + 0.0;
        }
    }

    /// <inheritdoc/>
    public override StatValue Empty() => new QuantilesValue(position);

    /// <inheritdoc/>
    public override void Merge(StatValue other)
    {
        var quantiles = (QuantilesValue)other;
        Take(quantiles.Settled(), quantiles.Exact, quantiles.Count);
    }

    private Histogram Settled()
    {
        Settle();
        return histogram;
    }

    /// <summary>Moves the buffered values into the histogram.</summary>
    private void Settle()
    {
        if (buffered == 0)
        {
            return;
        }

        var values = buffer.AsSpan(0, buffered);
        buffered = 0;
        values.Sort();
        Take(Histogram.OfSorted(values), otherExact: true, values.Length);
    }

    private void Take(Histogram other, bool otherExact, long count)
    {
        settled += count;
        exact &= otherExact;
        histogram = Histogram.Union(histogram, other, bucketed: !exact);
        if (exact && histogram.Distinct > ExactLimit)
        {
            exact = false;
            histogram = Histogram.Union(histogram, Histogram.Empty, bucketed: true);
        }
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

    /// <summary>The middle of a value's bucket. Monotonic, and maps a middle to itself.</summary>
    private static double Bucket(double value)
    {
        if (!double.IsNormal(value))
        {
            return 0;
        }

        var bits = BitConverter.DoubleToInt64Bits(value);
        return BitConverter.Int64BitsToDouble((bits >> DroppedBits << DroppedBits) | (1L << (DroppedBits - 1)));
    }

    /// <summary>Distinct values, ascending, and how often each occurs; never changed once made.</summary>
    private sealed class Histogram(double[] values, long[] counts, int distinct)
    {
        public static Histogram Empty { get; } = new([], [], 0);

        public int Distinct => distinct;

        public ReadOnlySpan<double> Values => values.AsSpan(0, distinct);

        public ReadOnlySpan<long> Counts => counts.AsSpan(0, distinct);

        public static Histogram OfSorted(ReadOnlySpan<double> sorted)
        {
            var values = new double[sorted.Length];
            var counts = new long[sorted.Length];
            var distinct = 0;
            foreach (var value in sorted)
            {
                Append(values, counts, ref distinct, value, 1);
            }

            return new Histogram(values, counts, distinct);
        }

        public static Histogram Union(Histogram a, Histogram b, bool bucketed)
        {
            var values = new double[a.Distinct + b.Distinct];
            var counts = new long[values.Length];
            var distinct = 0;
            var (i, j) = (0, 0);
            while (i < a.Distinct || j < b.Distinct)
            {
                var first = j == b.Distinct || (i < a.Distinct && a.Values[i] <= b.Values[j]);
                var (value, count) = first ? (a.Values[i], a.Counts[i++]) : (b.Values[j], b.Counts[j++]);
                Append(values, counts, ref distinct, bucketed ? Bucket(value) : value, count);
            }

            return new Histogram(values, counts, distinct);
        }

        private static void Append(double[] values, long[] counts, ref int distinct, double value, long count)
        {
            if (distinct > 0 && values[distinct - 1] == value)
            {
                counts[distinct - 1] += count;
                return;
            }

            values[distinct] = value;
            counts[distinct++] = count;
        }
    }
}
