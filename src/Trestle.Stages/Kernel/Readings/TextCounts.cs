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
    private readonly DistinctTexts texts = new(ColumnEvidence.Remembered);

    internal TextCountsValue(int position) => this.position = position;

    /// <summary>Number of rows with a text.</summary>
    public long Present { get; private set; }

    /// <summary>Number of distinct texts: exact up to <see cref="ColumnEvidence.Remembered"/>, beyond that within about 1 %.</summary>
    public long Distinct => texts.Distinct;

    /// <inheritdoc/>
    public override void Add(RowBlock block)
    {
        foreach (var text in block.Texts(position))
        {
            if (text is not null)
            {
                Present++;
                texts.Add(text, 1);
            }
        }
    }

    /// <inheritdoc/>
    public override StatValue Empty() => new TextCountsValue(position);

    /// <inheritdoc/>
    public override void Merge(StatValue other)
    {
        var value = (TextCountsValue)other;
        Present += value.Present;
        foreach (var (text, rows) in value.texts.Counts)
        {
            texts.Add(text, rows);
        }

        texts.MergeBeyond(value.texts);
    }
}
