using Trestle.Core.Schema;

namespace Trestle.Learners.Metrics;

/// <summary>
/// Mean absolute error relative to the mean of the absolute label and the absolute prediction, 0 to 2 (Makridakis and Hibon 2000, without
/// their factor 100). A row whose label and prediction are both 0 has no error.
/// </summary>
public sealed class Smape : IMetric
{
    /// <inheritdoc/>
    public string Name => "smape";

    /// <inheritdoc/>
    public string Title => "symmetric mean absolute percentage error";

    /// <inheritdoc/>
    public bool HigherIsBetter => false;

    /// <inheritdoc/>
    public bool OnRequest => true;

    /// <inheritdoc/>
    public Objective Objective => new(Name, LossKind.Absolute);

    /// <inheritdoc/>
    public MetricRange Range => MetricRange.FromZero;

    /// <inheritdoc/>
    public bool Can(TaskKind task) => task == TaskKind.Regression;

    /// <inheritdoc/>
    public double Measure(Outcome outcome) => outcome.MeanOfRows((label, score) =>
        label == 0 && score == 0 ? 0 : 2 * Math.Abs(score - label) / (Math.Abs(label) + Math.Abs(score)));
}
