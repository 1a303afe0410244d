using System.Runtime.InteropServices;

using Trestle.Rows.Stats;

namespace Trestle.Stages.Kernel.Readings;

/// <summary>How often the texts of a column occur; a text of white space alone counts as any other.</summary>
internal sealed record TextCounts(string Column) : Stat<TextCountsValue>
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => [Column];

    /// <inheritdoc/>
    protected override TextCountsValue Begin(RowSchema schema) => new(schema.Require(Column, ColumnKind.Text, "text counts"));
}

/// <summary>The answer to <see cref="TextCounts"/>.</summary>
internal sealed class TextCountsValue : StatValue
{
    private readonly int position;
    private readonly Dictionary<string, long> counts = new(StringComparer.Ordinal);
    private DistinctSketch? sketch;

    internal TextCountsValue(int position) => this.position = position;

    /// <summary>Number of rows with a text.</summary>
    public long Present { get; private set; }

    /// <summary>Number of distinct texts: exact up to <see cref="ColumnEvidence.Remembered"/>, beyond that within about 1 %.</summary>
    public long Distinct
    {
        get
        {
            if (sketch is null)
            {
                return counts.Count;
            }

            var all = new DistinctSketch();
            all.Merge(sketch);
            foreach (var text in counts.Keys)
            {
                all.Add(text);
            }

            return Math.Max(all.Estimate(), counts.Count);
        }
    }

    /// <inheritdoc/>
    public override void Add(RowBlock block)
    {
        foreach (var text in block.Texts(position))
        {
            if (text is not null)
            {
                Count(text, 1);
            }
        }
    }

    /// <inheritdoc/>
    public override StatValue Empty() => new TextCountsValue(position);

    /// <inheritdoc/>
    public override void Merge(StatValue other)
    {
        var value = (TextCountsValue)other;
        foreach (var (text, rows) in value.counts)
        {
            Count(text, rows);
        }

        if (value.sketch is { } more)
        {
            Present += value.Present - value.counts.Values.Sum();
            (sketch ??= new DistinctSketch()).Merge(more);
        }
    }

    private void Count(string text, long rows)
    {
        Present += rows;
        if (counts.Count < ColumnEvidence.Remembered || counts.ContainsKey(text))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(counts, text, out _) += rows;
        }
        else
        {
            (sketch ??= new DistinctSketch()).Add(text);
        }
    }
}
