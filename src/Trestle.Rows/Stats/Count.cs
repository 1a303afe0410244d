using Trestle.Rows.Blocks;

namespace Trestle.Rows.Stats;

/// <summary>How many rows there are, and in how many of them a column (of either kind) has no value.</summary>
public sealed record Count(string Column) : Stat<CountValue>
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => [Column];

    /// <inheritdoc/>
    protected override CountValue Begin(RowSchema schema) => new(schema.Require(Column, "count"), schema);
}

/// <summary>The answer to <see cref="Count"/>.</summary>
public sealed class CountValue : StatValue
{
    private readonly int position;
    private readonly bool numbers;

    internal CountValue(int position, RowSchema schema)
        : this(position, schema[position].Kind == ColumnKind.Number)
    {
    }

    private CountValue(int position, bool numbers)
    {
        this.position = position;
        this.numbers = numbers;
    }

    /// <summary>Number of rows.</summary>
    public long Rows { get; private set; }

    /// <summary>Number of rows without a value.</summary>
    public long Missing { get; private set; }

    /// <inheritdoc/>
    public override void Add(RowBlock block)
    {
        Rows += block.Rows;
        Missing += numbers ? CountNaN(block.Numbers(position)) : CountNull(block.Texts(position));
    }

    /// <inheritdoc/>
    public override StatValue Empty() => new CountValue(position, numbers);

    /// <inheritdoc/>
    public override void Merge(StatValue other)
    {
        var count = (CountValue)other;
        Rows += count.Rows;
        Missing += count.Missing;
    }

    private static int CountNaN(ReadOnlySpan<double> values)
    {
        var missing = 0;
        foreach (var value in values)
        {
            missing += double.IsNaN(value) ? 1 : 0;
        }

        return missing;
    }

    private static int CountNull(ReadOnlySpan<string?> values)
    {
        var missing = 0;
        foreach (var value in values)
        {
            missing += value is null ? 1 : 0;
        }

        return missing;
    }
}
