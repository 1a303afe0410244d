using Trestle.Core.Schema;

namespace Trestle.Learners.Metrics;

/// <summary>
/// Mean absolute error, in the unit of the target.
/// </summary>
public sealed class Mae : IMetric
{
    /// <summary>Its name.</summary>
    public const string MetricName = "mae";

    /// <inheritdoc/>
    public string Name => MetricName;

    /// <inheritdoc/>
    public string Title => "mean absolute error";

    /// <inheritdoc/>
    public bool HigherIsBetter => false;

    /// <inheritdoc/>
    public Objective Objective => new(Name, LossKind.Absolute);

    /// <inheritdoc/>
    public MetricRange Range => MetricRange.FromZero;

    /// <inheritdoc/>
    public bool Can(TaskKind task) => task == TaskKind.Regression;

    /// <inheritdoc/>
    public double Measure(Outcome outcome) => outcome.MeanOfRows((label, score) => Math.Abs(score - label));
}
