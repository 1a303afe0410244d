using Trestle.Core.Schema;

namespace Trestle.Learners.Metrics;

/// <summary>
/// Correlation between label and prediction, for any number of classes (Gorodkin 2004: Comparing two K-category assignments by a
/// K-category correlation coefficient). 0 when only one class is predicted, NaN when only one class occurs.
/// </summary>
public sealed class Mcc : IMetric
{
    /// <inheritdoc/>
    public string Name => "mcc";

    /// <inheritdoc/>
    public string Title => "Matthews correlation coefficient";

    /// <inheritdoc/>
    public bool HigherIsBetter => true;

    /// <inheritdoc/>
    public bool NeedsThreshold => true;

    /// <inheritdoc/>
    public MetricRange Range => MetricRange.Correlation;

    /// <inheritdoc/>
    public bool Can(TaskKind task) => task != TaskKind.Regression;

    /// <inheritdoc/>
    public double Measure(Outcome outcome) => outcome.IsBlank() ? double.NaN : Correlation(ConfusionMatrix.Of(outcome));

    private static double Correlation(ConfusionMatrix matrix)
    {
        var (both, actual, predicted) = (0.0, 0.0, 0.0);
        for (var c = 0; c < matrix.Classes; c++)
        {
            both += matrix.Actual(c) * matrix.Predicted(c);
            actual += matrix.Actual(c) * matrix.Actual(c);
            predicted += matrix.Predicted(c) * matrix.Predicted(c);
        }

        var square = matrix.Rows * matrix.Rows;
        return square == actual ? double.NaN
            : square == predicted ? 0
            : ((matrix.Correct * matrix.Rows) - both) / (Math.Sqrt(square - actual) * Math.Sqrt(square - predicted));
    }
}
