using Trestle.Core.Schema;

namespace Trestle.Learners.Metrics;

/// <summary>
/// Share of the positive rows that are predicted positive. NaN without a positive row.
/// </summary>
public sealed class Recall : IMetric
{
    /// <inheritdoc/>
    public string Name => "recall";

    /// <inheritdoc/>
    public string Title => "recall";

    /// <inheritdoc/>
    public bool HigherIsBetter => true;

    /// <inheritdoc/>
    public bool NeedsThreshold => true;

    /// <inheritdoc/>
    public MetricRange Range => MetricRange.Share;

    /// <inheritdoc/>
    public bool Can(TaskKind task) => task == TaskKind.Binary;

    /// <inheritdoc/>
    public double Measure(Outcome outcome) => outcome.IsBlank() ? double.NaN : BinaryCounts.Of(outcome).Recall;
}
