namespace Trestle.Stages.Kernel.Artifacts;

/// <summary>Stage 12: what the decisions of a binary candidate come to on the test part.</summary>
/// <param name="Rows">Number of rows.</param>
/// <param name="Positives">How many are of the positive class.</param>
/// <param name="Acted">How many were decided positive.</param>
/// <param name="Hits">How many of these are of the positive class.</param>
public sealed record DecisionReport(long Rows, long Positives, long Acted, long Hits)
{
    /// <summary>The value of a thousand rows under the cost matrix, with its interval; null without one.</summary>
    public MetricValue? Value { get; init; }

    /// <summary>
    /// How much more that is than the better of deciding no row positive and all, or with a capacity as many by chance; with its interval.
    /// Null as <see cref="Value"/>.
    /// </summary>
    public MetricValue? Gain { get; init; }

    /// <summary>The value of a thousand rows of which none is decided positive.</summary>
    public double Nobody { get; init; }

    /// <summary>The value of a thousand rows that all are decided positive; null where there is a capacity.</summary>
    public double? Everybody { get; init; }

    /// <summary>The value of a thousand rows of which as many are decided positive, by chance; null without a capacity.</summary>
    public double? ByChance { get; init; }

    /// <summary>The value of a thousand rows that all are decided correctly.</summary>
    public double Perfect { get; init; }
}
