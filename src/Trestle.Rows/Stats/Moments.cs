using Trestle.Rows.Blocks;

namespace Trestle.Rows.Stats;

/// <summary>Mean, variance and range of a number column's finite values; NaN and infinities are ignored.</summary>
public sealed record Moments(string Column) : Stat<MomentsValue>
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => [Column];

    /// <inheritdoc/>
    protected override MomentsValue Begin(RowSchema schema) => new(schema.Require(Column, ColumnKind.Number, "moments"));
}

/// <summary>
/// The answer to <see cref="Moments"/>. Each block is summed in two passes and merged by the pairwise update of Chan, Golub and LeVeque
/// (1979), which keeps its precision when the mean is large compared with the deviation.
/// </summary>
public sealed class MomentsValue : StatValue
{
    private readonly int position;
    private double mean;
    private double squares;

    internal MomentsValue(int position) => this.position = position;

    /// <summary>Number of finite values.</summary>
    public long Count { get; private set; }

    /// <summary>Their mean, exact when they are all the same; NaN when there are none.</summary>
    public double Mean => Count == 0 ? double.NaN : Min == Max ? Min : mean;

    /// <summary>Sum of squared deviations from the mean divided by the number of values; NaN when there are none.</summary>
    public double PopulationVariance => Count == 0 ? double.NaN : Squares / Count;

    /// <summary>Sum of squared deviations from the mean divided by one less than the number of values; NaN for fewer than two.</summary>
    public double SampleVariance => Count < 2 ? double.NaN : Squares / (Count - 1);

    /// <summary>Smallest finite value; NaN when there are none.</summary>
    public double Min { get; private set; } = double.NaN;

    /// <summary>Largest finite value; NaN when there are none.</summary>
    public double Max { get; private set; } = double.NaN;

    private double Squares => Min == Max ? 0 : squares;

    /// <inheritdoc/>
    public override void Add(RowBlock block)
    {
        var values = block.Numbers(position);
        var count = 0;
        var sum = 0.0;
        var min = double.PositiveInfinity;
        var max = double.NegativeInfinity;
        foreach (var value in values)
        {
            if (double.IsFinite(value))
            {
                count++;
                sum += value;
                min = Math.Min(min, value);
                max = Math.Max(max, value);
            }
        }

        if (count == 0)
        {
            return;
        }

        var center = sum / count;
        var deviations = 0.0;
        foreach (var value in values)
        {
            if (double.IsFinite(value))
            {
                deviations += (value - center) * (value - center);
            }
        }

        Merge(count, center, deviations, min, max);
    }

    /// <inheritdoc/>
    public override StatValue Empty() => new MomentsValue(position);

    /// <inheritdoc/>
    public override void Merge(StatValue other)
    {
        var moments = (MomentsValue)other;
        if (moments.Count > 0)
        {
            Merge(moments.Count, moments.mean, moments.squares, moments.Min, moments.Max);
        }
    }

    private void Merge(long count, double center, double deviations, double min, double max)
    {
        if (Count == 0)
        {
            (Count, mean, squares, Min, Max) = (count, center, deviations, min, max);
            return;
        }

        var total = Count + count;
        var apart = center - mean;
        squares += deviations + (apart * apart * ((double)Count * count / total));
        mean += apart * count / total;
        Count = total;
        Min = Math.Min(Min, min);
        Max = Math.Max(Max, max);
    }
}
