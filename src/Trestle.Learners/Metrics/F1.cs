using Trestle.Core.Schema;

namespace Trestle.Learners.Metrics;

/// <summary>
/// Harmonic mean of precision and recall: 2·TP / (2·TP + FP + FN). NaN when there is neither a positive row nor a
/// positive prediction.
/// </summary>
public sealed class F1 : IMetric
{
    /// <inheritdoc/>
    public string Name => "f1";

    /// <inheritdoc/>
    public string Title => "F1";

    /// <inheritdoc/>
    public bool HigherIsBetter => true;

    /// <inheritdoc/>
    public bool NeedsThreshold => true;

    /// <inheritdoc/>
    public MetricRange Range => MetricRange.Share;

    /// <inheritdoc/>
    public bool Can(TaskKind task) => task == TaskKind.Binary;

    /// <inheritdoc/>
    public double Measure(Outcome outcome) => outcome.IsBlank() ? double.NaN : BinaryCounts.Of(outcome).F1;
}
