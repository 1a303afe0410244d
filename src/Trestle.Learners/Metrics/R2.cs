using Trestle.Core.Schema;

namespace Trestle.Learners.Metrics;

/// <summary>
/// 1 − the sum of squared errors over the sum of squared distances of the labels from their mean; below 0 when the mean
/// would have been the better prediction. NaN when all labels are equal.
/// </summary>
public sealed class R2 : IMetric
{
    /// <inheritdoc/>
    public string Name => "r2";

    /// <inheritdoc/>
    public string Title => "coefficient of determination (R²)";

    /// <inheritdoc/>
    public bool HigherIsBetter => true;

    /// <inheritdoc/>
    public MetricRange Range => MetricRange.UpToOne;

    /// <inheritdoc/>
    public bool Can(TaskKind task) => task == TaskKind.Regression;

    /// <inheritdoc/>
    public double Measure(Outcome outcome)
    {
        var mean = outcome.MeanOfRows((label, _) => label);
        var spread = outcome.MeanOfRows((label, _) => (label - mean) * (label - mean));
        var error = outcome.MeanOfRows((label, score) => (score - label) * (score - label));
        return spread > 0 ? 1 - (error / spread) : double.NaN;
    }
}
