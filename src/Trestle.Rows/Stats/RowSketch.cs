using Trestle.Rows.Blocks;

namespace Trestle.Rows.Stats;

/// <summary>A sample of the different rows of some columns; texts are kept as their <see cref="Code"/>.</summary>
/// <param name="Names">The columns.</param>
/// <param name="Most">The most rows in the sample.</param>
public sealed record RowSketch(IReadOnlyList<string> Names, int Most) : Stat<RowSketchValue>
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => Names;

    /// <inheritdoc/>
    public bool Equals(RowSketch? other) => other is not null && Most == other.Most && Names.SequenceEqual(other.Names);

    /// <inheritdoc/>
    public override int GetHashCode() => Names.Aggregate(Most, HashCode.Combine);

    /// <summary>A text as a whole number of 52 bits, which a double holds: equal for equal texts (FNV-1a, scattered).</summary>
    public static double Code(string text) => SplitMix.Mix(Fnv.Of(text)) >> 12;

    /// <inheritdoc/>
    protected override RowSketchValue Begin(RowSchema schema)
    {
        int[] positions = [.. Names.Select(name => schema.Require(name, "row sketch"))];
        return new(positions, [.. positions.Select(position => schema[position].Kind == ColumnKind.Text)], Most);
    }
}

/// <summary>
/// The answer to <see cref="RowSketch"/>: the different rows with the smallest hashes, and exactly how often each occurs (bottom-k
/// sampling: Cohen and Kaplan, PODC 2007). It depends on the rows alone, not on their order or on merges. Infinities are no values; rows
/// without a value are left out.
/// </summary>
public sealed class RowSketchValue : StatValue
{
    private readonly int[] positions;
    private readonly bool[] isText;
    private readonly int most;
    private readonly Dictionary<ulong, (double[] Row, long Rows)> kept = [];
    private readonly PriorityQueue<ulong, ulong> largest = new(Comparer<ulong>.Create((a, b) => b.CompareTo(a)));

    /// <summary>Rows with this hash or a larger one are not in the sample; null while all are.</summary>
    private ulong? limit;

    internal RowSketchValue(int[] positions, bool[] isText, int most) =>
        (this.positions, this.isText, this.most) = (positions, isText, most);

    /// <summary>Whether every row is in the sample.</summary>
    public bool Whole => limit is null;

    /// <summary>The rows in the order of their hashes, each with the number of rows that are equal to it; NaN is no value.</summary>
    public IReadOnlyList<(double[] Row, long Rows)> Rows() => [.. kept.OrderBy(entry => entry.Key).Select(entry => entry.Value)];

    /// <inheritdoc/>
    public override void Add(RowBlock block)
    {
        var row = new double[positions.Length];
        for (var i = 0; i < block.Rows; i++)
        {
            var (hash, isEmpty) = (0UL, true);
            for (var column = 0; column < row.Length; column++)
            {
                var value = isText[column] ? Code(block.Texts(positions[column])[i]) : block.Numbers(positions[column])[i];

                // Adding zero turns -0 into 0, so that there is one zero.
                row[column] = double.IsFinite(value) ? value + 0.0 : double.NaN;
                isEmpty &= double.IsNaN(row[column]);
                hash = SplitMix.Mix(hash + SplitMix.Step + (ulong)BitConverter.DoubleToInt64Bits(row[column]));
            }

            if (!isEmpty && !(hash >= limit))
            {
                Keep(hash, row, 1, isShared: true);
            }
        }
    }

    /// <inheritdoc/>
    public override StatValue Empty() => new RowSketchValue(positions, isText, most);

    /// <inheritdoc/>
    public override void Merge(StatValue other)
    {
        var sketch = (RowSketchValue)other;
        if (sketch.limit is { } lower && !(limit <= lower))
        {
            limit = lower;
            while (largest.TryPeek(out _, out var hash) && hash >= lower)
            {
                kept.Remove(largest.Dequeue());
            }
        }

        foreach (var (hash, (row, rows)) in sketch.kept)
        {
            if (!(hash >= limit))
            {
                Keep(hash, row, rows, isShared: false);
            }
        }
    }

    private static double Code(string? text) => text is null ? double.NaN : RowSketch.Code(text);

    private void Keep(ulong hash, double[] row, long rows, bool isShared)
    {
        if (kept.TryGetValue(hash, out var known))
        {
            kept[hash] = (known.Row, known.Rows + rows);
            return;
        }

        kept.Add(hash, (isShared ? [.. row] : row, rows));
        largest.Enqueue(hash, hash);
        while (kept.Count > most)
        {
            limit = largest.Dequeue();
            kept.Remove(limit.Value);
        }
    }
}
