using Trestle.Rows.Stats;

namespace Trestle.Stages.ValidateData.Evidence;

/// <summary>The correlation of two number columns over the rows that have both values.</summary>
internal sealed record CoMoments(string First, string Second) : Stat<CoMomentsValue>
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => [First, Second];

    /// <inheritdoc/>
    protected override CoMomentsValue Begin(RowSchema schema) => new(
        schema.Require(First, ColumnKind.Number, "correlation"), schema.Require(Second, ColumnKind.Number, "correlation"));
}

/// <summary>
/// The answer to <see cref="CoMoments"/>. Sums of products around the running means, merged as by Chan, Golub and LeVeque (1979).
/// </summary>
internal sealed class CoMomentsValue(int first, int second) : StatValue
{
    private double meanX;
    private double meanY;
    private double squaresX;
    private double squaresY;
    private double products;

    /// <summary>Number of rows with both values.</summary>
    public long Count { get; private set; }

    /// <summary>Pearson's correlation; NaN with fewer than two rows, or where a column does not vary.</summary>
    public double Correlation => squaresX > 0 && squaresY > 0
        ? Math.Clamp(products / Math.Sqrt(squaresX) / Math.Sqrt(squaresY), -1, 1)
        : double.NaN;

    /// <inheritdoc/>
    public override void Add(RowBlock block)
    {
        var x = block.Numbers(first);
        var y = block.Numbers(second);
        var part = new CoMomentsValue(first, second);
        for (var i = 0; i < x.Length; i++)
        {
            if (double.IsFinite(x[i]) && double.IsFinite(y[i]))
            {
                part.Count++;
                part.meanX += x[i];
                part.meanY += y[i];
            }
        }

        part.meanX /= Math.Max(1, part.Count);
        part.meanY /= Math.Max(1, part.Count);
        for (var i = 0; i < x.Length; i++)
        {
            if (double.IsFinite(x[i]) && double.IsFinite(y[i]))
            {
                var (dx, dy) = (x[i] - part.meanX, y[i] - part.meanY);
                part.squaresX += dx * dx;
                part.squaresY += dy * dy;
                part.products += dx * dy;
            }
        }

        Merge(part);
    }

    /// <inheritdoc/>
    public override StatValue Empty() => new CoMomentsValue(first, second);

    /// <inheritdoc/>
    public override void Merge(StatValue other)
    {
        var more = (CoMomentsValue)other;
        if (more.Count == 0)
        {
            return;
        }

        var total = Count + more.Count;
        var (dx, dy) = (more.meanX - meanX, more.meanY - meanY);
        var weight = (double)Count * more.Count / total;
        squaresX += more.squaresX + (dx * dx * weight);
        squaresY += more.squaresY + (dy * dy * weight);
        products += more.products + (dx * dy * weight);
        meanX += dx * more.Count / total;
        meanY += dy * more.Count / total;
        Count = total;
    }
}
