using Trestle.Core.Errors;

namespace Trestle.Rows.Steps.Numbers;

/// <summary>The B-splines on some knots: the recursion of Cox and de Boor (de Boor 1978, A Practical Guide to Splines).</summary>
internal sealed class SplineBasis
{
    private readonly double[] knots;
    private readonly int degree;
    private readonly double low;
    private readonly double high;

    /// <summary>Splines on knots that ascend; beyond the ends, the knots go on at the distance of the outermost two.</summary>
    public SplineBasis(double[] inner, int degree, string column)
    {
        if (degree < 1 || inner.Zip(inner.Skip(1)).Any(pair => !(pair.First < pair.Second)))
        {
            throw new TrestleException(RowErrors.BadPlan($"the knots of column '{column}' do not ascend"));
        }

        var (first, last) = (inner[1] - inner[0], inner[^1] - inner[^2]);
        knots =
        [
            .. Enumerable.Range(0, degree).Select(i => inner[0] - ((degree - i) * first)),
            .. inner,
            .. Enumerable.Range(1, degree).Select(i => inner[^1] + (i * last)),
        ];
        (this.degree, low, high) = (degree, inner[0], inner[^1]);
    }

    /// <summary>Number of splines.</summary>
    public int Count => knots.Length - degree - 1;

    /// <summary>The value of each spline at a place; at the ends for what is beyond them, NaN for NaN.</summary>
    public void At(double place, Span<double> values)
    {
        values.Fill(double.IsNaN(place) ? double.NaN : 0);
        if (double.IsNaN(place))
        {
            return;
        }

        var x = Math.Clamp(place, low, high);
        var span = degree;
        while (span < Count - 1 && x >= knots[span + 1])
        {
            span++;
        }

        values[span] = 1;
        for (var order = 1; order <= degree; order++)
        {
            for (var i = span - order; i <= span; i++)
            {
                var rising = i < span - order + 1 ? 0 : (x - knots[i]) / (knots[i + order] - knots[i]) * values[i];
                var falling = i == span ? 0 : (knots[i + order + 1] - x) / (knots[i + order + 1] - knots[i + 1]) * values[i + 1];
                values[i] = rising + falling;
            }
        }
    }
}
