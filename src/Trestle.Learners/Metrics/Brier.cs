using Trestle.Core.Schema;

namespace Trestle.Learners.Metrics;

/// <summary>
/// Mean squared difference between the probability and the outcome (1 or 0).
/// </summary>
public sealed class Brier : IMetric
{
    /// <inheritdoc/>
    public string Name => "brier";

    /// <inheritdoc/>
    public string Title => "Brier score";

    /// <inheritdoc/>
    public bool HigherIsBetter => false;

    /// <inheritdoc/>
    public MetricRange Range => MetricRange.FromZero;

    /// <inheritdoc/>
    public bool Can(TaskKind task) => task == TaskKind.Binary;

    /// <inheritdoc/>
    public double Measure(Outcome outcome) => outcome.MeanOfRows((label, score) => (score - label) * (score - label));
}
