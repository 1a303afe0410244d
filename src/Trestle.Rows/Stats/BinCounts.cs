using System.Runtime.CompilerServices;

using Trestle.Rows.Blocks;

namespace Trestle.Rows.Stats;

/// <summary>
/// How many of a number column's finite values fall between given edges, and their sums; NaN and infinities are ignored. Takes the same
/// memory whatever is counted, unlike <see cref="Quantiles"/>, from which the edges usually come.
/// </summary>
/// <param name="Column">A number column.</param>
/// <param name="Edges">
/// Upper edges of the bins, ascending and distinct; each belongs to its bin. One more bin holds what is above the last.
/// </param>
public sealed record BinCounts(string Column, IReadOnlyList<double> Edges) : Stat<BinCountsValue>
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => [Column];

    /// <inheritdoc/>
    protected override BinCountsValue Begin(RowSchema schema) => new(schema.Require(Column, ColumnKind.Number, "bin counts"), Edges);
}

/// <summary>The answer to <see cref="BinCounts"/>; the counts are exact.</summary>
public sealed class BinCountsValue : StatValue
{
    private readonly int position;
    private readonly double[] edges;
    private readonly double[] padded;
    private readonly long[] counts;
    private readonly double[] sums;

    internal BinCountsValue(int position, IReadOnlyList<double> edges)
        : this(position, [.. edges], Pad(edges))
    {
    }

    private BinCountsValue(int position, double[] edges, double[] padded)
    {
        this.position = position;
        this.edges = edges;
        this.padded = padded;
        counts = new long[padded.Length + 1];
        sums = new double[padded.Length + 1];
    }

    /// <summary>Number of values in each bin, one more than there are edges.</summary>
    public ReadOnlySpan<long> Counts => counts.AsSpan(0, edges.Length + 1);

    /// <summary>Sum of the values in each bin.</summary>
    public ReadOnlySpan<double> Sums => sums.AsSpan(0, edges.Length + 1);

    /// <inheritdoc/>
    public override void Add(RowBlock block)
    {
        foreach (var value in block.Numbers(position))
        {
            if (double.IsFinite(value))
            {
                var bin = Bin(value);
                counts[bin]++;
                sums[bin] += value;
            }
        }
    }

    /// <inheritdoc/>
    public override StatValue Empty() => new BinCountsValue(position, edges, padded);

    /// <inheritdoc/>
    public override void Merge(StatValue other)
    {
        var bins = (BinCountsValue)other;
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] += bins.counts[i];
            sums[i] += bins.sums[i];
        }
    }

    /// <summary>A search without branches: the direction is unpredictable, and a wrong guess costs more than the search.</summary>
    private int Bin(double value)
    {
        var below = 0;
        for (var step = (padded.Length + 1) >> 1; step > 0; step >>= 1)
        {
            below += step & -Unsafe.BitCast<bool, byte>(padded[below + step - 1] < value);
        }

        return below;
    }

    /// <summary>The edges padded with infinities, so that there are 2^n - 1 and every search takes n steps.</summary>
    private static double[] Pad(IReadOnlyList<double> edges)
    {
        var size = 1;
        while (size - 1 < edges.Count)
        {
            size <<= 1;
        }

        var padded = new double[size - 1];
        Array.Fill(padded, double.PositiveInfinity);
        for (var i = 0; i < edges.Count; i++)
        {
            if (!double.IsFinite(edges[i]) || (i > 0 && edges[i] <= edges[i - 1]))
            {
                throw new ArgumentException("edges must be finite and ascending", nameof(edges));
            }

            padded[i] = edges[i];
        }

        return padded;
    }
}
