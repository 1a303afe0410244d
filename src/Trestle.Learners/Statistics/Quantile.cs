namespace Trestle.Learners.Statistics;

/// <summary>Quantiles of a sample.</summary>
public static class Quantile
{
    /// <summary>
    /// The value below which a share (0 to 1) of the sorted values is, interpolated between neighbours (type 7 of Hyndman and Fan, The
    /// American Statistician 50, 1996; the default of NumPy); NaN without values.
    /// </summary>
    public static double OfSorted(ReadOnlySpan<double> sorted, double share)
    {
        if (sorted.IsEmpty)
        {
            return double.NaN;
        }

        var position = share * (sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        var part = position - below;
        return part == 0 ? sorted[below] : sorted[below] + (part * (sorted[above] - sorted[below]));
    }
}
