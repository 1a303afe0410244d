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
