using Trestle.Core.Schema;

namespace Trestle.Learners.Metrics;

/// <summary>
/// Share of the rows whose class is predicted correctly.
/// </summary>
public sealed class Accuracy : IMetric
{
    /// <inheritdoc/>
    public string Name => "accuracy";

    /// <inheritdoc/>
    public string Title => "accuracy";

    /// <inheritdoc/>
    public bool HigherIsBetter => true;

    /// <inheritdoc/>
    public bool NeedsThreshold => true;

    /// <inheritdoc/>
    public MetricRange Range => MetricRange.Share;

    /// <inheritdoc/>
    public bool Can(TaskKind task) => task != TaskKind.Regression;

    /// <inheritdoc/>
    public double Measure(Outcome outcome) =>
        outcome.IsBlank() ? double.NaN : ConfusionMatrix.Of(outcome).Correct / outcome.Total;
}
