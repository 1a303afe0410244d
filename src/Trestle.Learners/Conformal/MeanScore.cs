using Trestle.Core.Schema;
using Trestle.Learners.Metrics;

namespace Trestle.Learners.Conformal;

/// <summary>The mean of one number per row: for intervals of what is not a metric of predictions.</summary>
internal sealed class MeanScore(MetricRange range) : IMetric
{
    /// <inheritdoc/>
    public string Name => "mean";

    /// <inheritdoc/>
    public string Title => "mean of the rows";

    /// <inheritdoc/>
    public bool HigherIsBetter => true;

    /// <inheritdoc/>
    public MetricRange Range => range;

    /// <inheritdoc/>
    public bool Can(TaskKind task) => task == TaskKind.Regression;

    /// <inheritdoc/>
    public double Measure(Outcome outcome) => outcome.MeanOfRows((_, score) => score);
}
