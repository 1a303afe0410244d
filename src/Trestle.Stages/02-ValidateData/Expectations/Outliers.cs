using Trestle.Rows.Stats;

namespace Trestle.Stages.ValidateData.Expectations;

/// <summary>What counts as an outlier.</summary>
internal enum OutlierMethod
{
    /// <summary>Beyond the quartiles by more than a number of interquartile ranges (Tukey 1977).</summary>
    Iqr,

    /// <summary>More than a number of standard deviations from the mean.</summary>
    Z,

    /// <summary>More than a number of scaled median absolute deviations from the median (Iglewicz and Hoaglin 1993).</summary>
    Mad,
}

/// <summary>Counts outliers.</summary>
internal static class Outliers
{
    /// <summary>The median absolute deviation of a normal distribution of deviation 1.</summary>
    private const double NormalDeviation = 0.6744897501960817;

    /// <summary>The share of outliers; NaN when there are no values.</summary>
    public static double Share(MomentsValue moments, QuantilesValue quantiles, OutlierMethod method, double? factor)
    {
        if (quantiles.Count == 0)
        {
            return double.NaN;
        }

        var (low, high) = method switch
        {
            OutlierMethod.Iqr => Fences(quantiles.Quantile(0.25), quantiles.Quantile(0.75), factor ?? 1.5),
            OutlierMethod.Z => Around(moments.Mean, (factor ?? 3) * Math.Sqrt(moments.SampleVariance)),
            _ => Around(quantiles.Quantile(0.5), (factor ?? 3.5) * Mad(quantiles) / NormalDeviation),
        };
        var values = quantiles.Values;
        var counts = quantiles.Counts;
        var outside = 0L;
        for (var i = 0; i < values.Length; i++)
        {
            outside += values[i] < low || values[i] > high ? counts[i] : 0;
        }

        return (double)outside / quantiles.Count;
    }

    private static (double Low, double High) Fences(double first, double third, double factor) =>
        (first - (factor * (third - first)), third + (factor * (third - first)));

    /// <summary>One value has no deviation, and is no outlier.</summary>
    private static (double Low, double High) Around(double middle, double apart) =>
        double.IsNaN(apart) ? (double.NegativeInfinity, double.PositiveInfinity) : (middle - apart, middle + apart);

    private static double Mad(QuantilesValue quantiles)
    {
        var median = quantiles.Quantile(0.5);
        var (values, counts) = (quantiles.Values.ToArray(), quantiles.Counts.ToArray());
        double[] apart = [.. values.Select(value => Math.Abs(value - median))];
        Array.Sort(apart, counts);
        var (rank, seen) = ((quantiles.Count - 1) / 2, 0L);
        double? lower = null;
        for (var i = 0; i < apart.Length; i++)
        {
            seen += counts[i];
            if (seen > rank)
            {
                lower ??= apart[i];
            }

            if (seen > quantiles.Count / 2)
            {
                return (lower!.Value + apart[i]) / 2;
            }
        }

        return 0;
    }
}
