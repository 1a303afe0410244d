using Trestle.Rows.Stats;

namespace Trestle.Stages.ValidateData.Evidence;

/// <summary>Skewness and kurtosis of a number column's finite values.</summary>
internal sealed record HigherMoments(string Column) : Stat<HigherMomentsValue>
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => [Column];

    /// <inheritdoc/>
    protected override HigherMomentsValue Begin(RowSchema schema) => new(schema.Require(Column, ColumnKind.Number, "higher moments"));
}

/// <summary>
/// The answer to <see cref="HigherMoments"/>. Each block is summed in two passes and merged by the update of Pébay (Sandia report
/// SAND2008-6212).
/// </summary>
internal sealed class HigherMomentsValue(int position) : StatValue
{
    private double mean;
    private double second;
    private double third;
    private double fourth;

    /// <summary>Number of finite values.</summary>
    public long Count { get; private set; }

    /// <summary>m3 / m2^1.5 of the central moments, as scipy.stats.skew; NaN where the column does not vary.</summary>
    public double Skewness => second > 0 ? Math.Sqrt(Count) * third / Math.Pow(second, 1.5) : double.NaN;

    /// <summary>m4 / m2² - 3, 0 for a normal distribution, as scipy.stats.kurtosis; NaN where the column does not vary.</summary>
    public double ExcessKurtosis => second > 0 ? (Count * fourth / (second * second)) - 3 : double.NaN;

    /// <inheritdoc/>
    public override void Add(RowBlock block)
    {
        var part = new HigherMomentsValue(position);
        foreach (var value in block.Numbers(position))
        {
            if (double.IsFinite(value))
            {
                part.Count++;
                part.mean += value;
            }
        }

        part.mean /= Math.Max(1, part.Count);
        foreach (var value in block.Numbers(position))
        {
            if (double.IsFinite(value))
            {
                var apart = value - part.mean;
                var square = apart * apart;
                part.second += square;
                part.third += square * apart;
                part.fourth += square * square;
            }
        }

        Merge(part);
    }

    /// <inheritdoc/>
    public override StatValue Empty() => new HigherMomentsValue(position);

    /// <inheritdoc/>
    public override void Merge(StatValue other)
    {
        var more = (HigherMomentsValue)other;
        if (more.Count == 0)
        {
            return;
        }

        double a = Count, b = more.Count, n = a + b;
        var apart = more.mean - mean;
        var step = apart / n;
        fourth += more.fourth
            + (apart * step * step * step * a * b * ((a * a) - (a * b) + (b * b)))
            + (6 * step * step * ((a * a * more.second) + (b * b * second)))
            + (4 * step * ((a * more.third) - (b * third)));
        third += more.third + (apart * step * step * a * b * (a - b)) + (3 * step * ((a * more.second) - (b * second)));
        second += more.second + (apart * step * a * b);
        mean += step * b;
        Count += more.Count;
    }
}
