using System.Runtime.InteropServices;

using Trestle.Rows.Blocks;

namespace Trestle.Rows.Stats;

/// <summary>
/// Some rows of a few number columns together, as they are: all different ones up to <see cref="MostRows"/>, otherwise those with the
/// smallest hashes of their values. Which rows they are depends on the values alone, never on the order of the rows or on merges.
/// </summary>
public sealed record VectorSample(IReadOnlyList<string> Names) : Stat<VectorSampleValue>
{
    /// <summary>Most different rows that are kept.</summary>
    public const int MostRows = 20_000;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => Names;

    /// <inheritdoc/>
    public bool Equals(VectorSample? other) => other is not null && Names.SequenceEqual(other.Names, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => Names.Aggregate(11, HashCode.Combine);

    /// <inheritdoc/>
    protected override VectorSampleValue Begin(RowSchema schema) =>
        new([.. Names.Select(name => schema.Require(name, ColumnKind.Number, "row sample"))]);
}

/// <summary>A row of the sample, and how often it occurs.</summary>
public readonly record struct SampledRow(double[] Values, long Count);

/// <summary>The answer to <see cref="VectorSample"/>.</summary>
public sealed class VectorSampleValue : StatValue
{
    private readonly int[] positions;
    private readonly Dictionary<ulong, SampledRow> rows = [];
    private readonly PriorityQueue<ulong, ulong> largest = new(Comparer<ulong>.Create((a, b) => b.CompareTo(a)));

    /// <summary>Rows with this hash or a larger one are not in the sample; null while all are.</summary>
    private ulong? limit;

    internal VectorSampleValue(int[] positions) => this.positions = positions;

    /// <summary>The rows in the order of their values, column by column.</summary>
    public IReadOnlyList<SampledRow> Rows() =>
    [
        .. rows.OrderBy(entry => entry.Value.Values, Comparer<double[]>.Create(Compare)).ThenBy(entry => entry.Key)
            .Select(entry => entry.Value),
    ];

    /// <inheritdoc/>
    public override void Add(RowBlock block)
    {
        var row = new double[positions.Length];
        for (var i = 0; i < block.Rows; i++)
        {
            for (var column = 0; column < row.Length; column++)
            {
                row[column] = block.Numbers(positions[column])[i];
            }

            var hash = Hash(row);
            if (!(hash >= limit))
            {
                Add(hash, row, 1);
            }
        }
    }

    /// <inheritdoc/>
    public override StatValue Empty() => new VectorSampleValue(positions);

    /// <inheritdoc/>
    public override void Merge(StatValue other)
    {
        var sample = (VectorSampleValue)other;
        if (sample.limit is { } lower && !(limit <= lower))
        {
            limit = lower;
            while (largest.TryPeek(out _, out var hash) && hash >= lower)
            {
                rows.Remove(largest.Dequeue());
            }
        }

        foreach (var (hash, row) in sample.rows)
        {
            if (!(hash >= limit))
            {
                Add(hash, row.Values, row.Count);
            }
        }
    }

    private void Add(ulong hash, ReadOnlySpan<double> row, long count)
    {
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(rows, hash, out var known);
        place = new SampledRow(known ? place.Values : row.ToArray(), place.Count + count);
        if (known)
        {
            return;
        }

        largest.Enqueue(hash, hash);
        if (rows.Count > VectorSample.MostRows)
        {
            limit = largest.Dequeue();
            rows.Remove(limit.Value);
        }
    }

    private static ulong Hash(ReadOnlySpan<double> row)
    {
        var hash = SplitMix.Step;
        foreach (var value in row)
        {
            // 0 and -0 are one value, and so are all that are none.
            hash = SplitMix.Mix(hash ^ (double.IsNaN(value) ? 1 : BitConverter.DoubleToUInt64Bits(value + 0.0))) + SplitMix.Step;
        }

        return hash;
    }

    private static int Compare(double[]? a, double[]? b)
    {
        for (var i = 0; i < a!.Length; i++)
        {
            if (a[i].CompareTo(b![i]) is not 0 and var order)
            {
                return order;
            }
        }

        return 0;
    }
}
