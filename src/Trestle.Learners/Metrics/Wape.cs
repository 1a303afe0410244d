using Trestle.Core.Schema;

namespace Trestle.Learners.Metrics;

/// <summary>
/// The sum of absolute errors relative to the sum of the absolute labels: 0.1 is ten percent of what there was. NaN when all labels are 0.
/// </summary>
public sealed class Wape : IMetric
{
    /// <inheritdoc/>
    public string Name => "wape";

    /// <inheritdoc/>
    public string Title => "weighted absolute percentage error";

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
    public double Measure(Outcome outcome) => outcome.MeanOfRows((label, _) => Math.Abs(label)) is > 0 and var size
        ? outcome.MeanOfRows((label, score) => Math.Abs(score - label)) / size
        : double.NaN;
}
