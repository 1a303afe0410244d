using Trestle.Core.Schema;

namespace Trestle.Learners.Metrics;

/// <summary>
/// Square root of the mean squared error, in the unit of the target.
/// </summary>
public sealed class Rmse : IMetric
{
    /// <inheritdoc/>
    public string Name => "rmse";

    /// <inheritdoc/>
    public string Title => "root mean squared error";

    /// <inheritdoc/>
    public bool HigherIsBetter => false;

    /// <inheritdoc/>
    public MetricRange Range => MetricRange.FromZero;

    /// <inheritdoc/>
    public bool Can(TaskKind task) => task == TaskKind.Regression;

    /// <inheritdoc/>
    public double Measure(Outcome outcome) =>
        Math.Sqrt(outcome.MeanOfRows((label, score) => (score - label) * (score - label)));
}
