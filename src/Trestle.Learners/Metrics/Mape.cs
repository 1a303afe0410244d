using Trestle.Core.Schema;

namespace Trestle.Learners.Metrics;

/// <summary>
/// Mean absolute error relative to the absolute label: 0.1 is ten percent. NaN when a label is 0, where no error is relative; use mae then.
/// </summary>
public sealed class Mape : IMetric
{
    /// <inheritdoc/>
    public string Name => "mape";

    /// <inheritdoc/>
    public string Title => "mean absolute percentage error";

    /// <inheritdoc/>
    public bool HigherIsBetter => false;

    /// <summary>Absolute error: nearer to it than squared error, and any learner of medians has it.</summary>
    public Objective Objective => new(Name, LossKind.Absolute);

    /// <inheritdoc/>
    public MetricRange Range => MetricRange.FromZero;

    /// <inheritdoc/>
    public bool Can(TaskKind task) => task == TaskKind.Regression;

    /// <inheritdoc/>
    public double Measure(Outcome outcome) =>
        outcome.MeanOfRows((label, score) => label == 0 ? double.NaN : Math.Abs(score - label) / Math.Abs(label));
}
