using Trestle.Rows.Stats;

namespace Trestle.Stages.ValidateData.Evidence;

/// <summary>How many of a number column's values are zero, and how many are below.</summary>
internal sealed record SignCounts(string Column) : Stat<SignCountsValue>
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => [Column];

    /// <inheritdoc/>
    protected override SignCountsValue Begin(RowSchema schema) => new(schema.Require(Column, ColumnKind.Number, "signs"));
}

/// <summary>The answer to <see cref="SignCounts"/>.</summary>
internal sealed class SignCountsValue(int position) : StatValue
{
    /// <summary>Number of values.</summary>
    public long Count { get; private set; }

    /// <summary>Number of zeros.</summary>
    public long Zeros { get; private set; }

    /// <summary>Number of values below zero.</summary>
    public long Negatives { get; private set; }

    /// <inheritdoc/>
    public override void Add(RowBlock block)
    {
        var (count, zeros, negatives) = (0, 0, 0);
        foreach (var value in block.Numbers(position))
        {
            count += double.IsNaN(value) ? 0 : 1;
            zeros += value == 0 ? 1 : 0;
            negatives += value < 0 ? 1 : 0;
        }

        Count += count;
        Zeros += zeros;
        Negatives += negatives;
    }

    /// <inheritdoc/>
    public override StatValue Empty() => new SignCountsValue(position);

    /// <inheritdoc/>
    public override void Merge(StatValue other)
    {
        var signs = (SignCountsValue)other;
        Count += signs.Count;
        Zeros += signs.Zeros;
        Negatives += signs.Negatives;
    }
}
