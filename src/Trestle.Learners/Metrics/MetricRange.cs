namespace Trestle.Learners.Metrics;

/// <summary>The values that a metric can take; its intervals stay inside.</summary>
public enum MetricRange
{
    /// <summary>Any number.</summary>
    Any,

    /// <summary>From 0, such as an error.</summary>
    FromZero,

    /// <summary>From 0 to 1, such as a share.</summary>
    Share,

    /// <summary>From -1 to 1, such as a correlation.</summary>
    Correlation,

    /// <summary>Up to 1, such as R².</summary>
    UpToOne,
}

/// <summary>What follows from the values that a metric can take.</summary>
public static class MetricRanges
{
    /// <summary>The value of a model without errors; null where there is no such value.</summary>
    public static double? Perfect(this IMetric metric) => (metric.Range, metric.HigherIsBetter) switch
    {
        (MetricRange.FromZero or MetricRange.Share, false) => 0,
        (MetricRange.Share or MetricRange.Correlation or MetricRange.UpToOne, true) => 1,
        _ => null,
    };

    /// <summary>The smallest value of a range.</summary>
    public static double Least(this MetricRange range) => range switch
    {
        MetricRange.FromZero or MetricRange.Share => 0,
        MetricRange.Correlation => -1,
        _ => double.NegativeInfinity,
    };

    /// <summary>The largest value of a range.</summary>
    public static double Most(this MetricRange range) =>
        range is MetricRange.Share or MetricRange.Correlation or MetricRange.UpToOne ? 1 : double.PositiveInfinity;

    /// <summary>A value, or the end of the range that it is beyond.</summary>
    public static double Within(this MetricRange range, double value) => Math.Clamp(value, range.Least(), range.Most());
}
