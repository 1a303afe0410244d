using Trestle.Core.Schema;

namespace Trestle.Learners.Metrics;

/// <summary>
/// Unweighted mean of the recalls of the classes that occur among the labels.
/// </summary>
public sealed class BalancedAccuracy : IMetric
{
    /// <inheritdoc/>
    public string Name => "balanced-accuracy";

    /// <inheritdoc/>
    public string Title => "balanced accuracy";

    /// <inheritdoc/>
    public bool HigherIsBetter => true;

    /// <inheritdoc/>
    public bool NeedsThreshold => true;

    /// <inheritdoc/>
    public MetricRange Range => MetricRange.Share;

    /// <inheritdoc/>
    public bool Can(TaskKind task) => task != TaskKind.Regression;

    /// <inheritdoc/>
    public double Measure(Outcome outcome)
    {
        if (outcome.IsBlank())
        {
            return double.NaN;
        }

        var matrix = ConfusionMatrix.Of(outcome);
        return Enumerable.Range(0, matrix.Classes)
            .Where(c => matrix.Actual(c) > 0)
            .Average(c => matrix[c, c] / matrix.Actual(c));
    }
}
