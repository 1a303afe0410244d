using Trestle.Rows.Stats;

namespace Trestle.Stages.SelectFeatures;

/// <summary>The correlation of a number with the label, over the rows that have both.</summary>
internal sealed record Correlation(string Column) : Stat<CorrelationValue>
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => [Column, ReservedColumns.Label];

    /// <inheritdoc/>
    protected override CorrelationValue Begin(RowSchema schema) => new(
        schema.Require(Column, ColumnKind.Number, "select-features"),
        schema.Require(ReservedColumns.Label, ColumnKind.Number, "select-features"));
}

/// <summary>
/// The answer to <see cref="Correlation"/>: co-moments, updated and merged as in Chan, Golub and LeVeque (1983), to avoid cancellation
/// with large means.
/// </summary>
internal sealed class CorrelationValue : StatValue
{
    private readonly int x;
    private readonly int y;
    private double count;
    private double meanX;
    private double meanY;
    private double xx;
    private double yy;
    private double xy;

    internal CorrelationValue(int x, int y)
    {
        this.x = x;
        this.y = y;
    }

    /// <summary>The squared correlation, 0 to 1; 0 when either does not vary.</summary>
    public double Squared => xx > 0 && yy > 0 ? Math.Min(1, xy * xy / (xx * yy)) : 0;

    /// <inheritdoc/>
    public override void Add(RowBlock block)
    {
        var xs = block.Numbers(x);
        var ys = block.Numbers(y);
        for (var i = 0; i < xs.Length; i++)
        {
            if (double.IsFinite(xs[i]) && double.IsFinite(ys[i]))
            {
                Join(1, xs[i], ys[i], 0, 0, 0);
            }
        }
    }

    /// <inheritdoc/>
    public override StatValue Empty() => new CorrelationValue(x, y);

    /// <inheritdoc/>
    public override void Merge(StatValue other)
    {
        var value = (CorrelationValue)other;
        if (value.count > 0)
        {
            Join(value.count, value.meanX, value.meanY, value.xx, value.yy, value.xy);
        }
    }

    private void Join(double n, double otherX, double otherY, double otherXx, double otherYy, double otherXy)
    {
        var total = count + n;
        var dx = otherX - meanX;
        var dy = otherY - meanY;
        var weight = count * n / total;
        xx += otherXx + (dx * dx * weight);
        yy += otherYy + (dy * dy * weight);
        xy += otherXy + (dx * dy * weight);
        meanX += dx * n / total;
        meanY += dy * n / total;
        count = total;
    }
}
