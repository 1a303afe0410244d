using Trestle.Learners.Metrics;

namespace Trestle.Learners.Statistics;

/// <summary>
/// What each unit of rows contributes to the gain of one model over another, so that tests of a mean will do for any metric.
/// </summary>
internal static class PairedGains
{
    /// <summary>
    /// The contributions to metric(a) − metric(b) − margin, in the metric's good direction, in the order of the units; their mean is that
    /// gain. Row i of both outcomes is the same row. Null when the metric is not defined on all rows or without some unit.
    /// </summary>
    public static double[]? Of(IMetric metric, Outcome a, Outcome b, double margin, RowUnits units, CancellationToken cancellation)
    {
        var sign = metric.HigherIsBetter ? 1 : -1;
        var gain = (sign * (metric.Measure(a) - metric.Measure(b))) - margin;
        if (double.IsNaN(gain))
        {
            return null;
        }

        var parts = PseudoValues.Of(Bootstrap.Between(metric, a, b), units, cancellation);
        return parts.IsDefined ? Array.ConvertAll(parts.Values, value => gain + (sign * value)) : null;
    }
}
