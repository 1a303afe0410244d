using Trestle.Core.Schema;

namespace Trestle.Learners.Metrics;

/// <summary>Mean distance of the decided from the true class, for classes with an order: 0 where it is right.</summary>
public sealed class ClassDistance : IMetric
{
    /// <inheritdoc/>
    public string Name => "class-distance";

    /// <inheritdoc/>
    public string Title => "mean distance in classes";

    /// <inheritdoc/>
    public bool HigherIsBetter => false;

    /// <inheritdoc/>
    public bool NeedsThreshold => true;

    /// <inheritdoc/>
    public bool NeedsOrder => true;

    /// <inheritdoc/>
    public MetricRange Range => MetricRange.FromZero;

    /// <inheritdoc/>
    public bool Can(TaskKind task) => task == TaskKind.Multiclass;

    /// <inheritdoc/>
    public double Measure(Outcome outcome) =>
        outcome.IsBlank() ? double.NaN : outcome.MeanOfRows(row => Math.Abs(outcome.Class(row) - outcome.Labels[row]));
}
