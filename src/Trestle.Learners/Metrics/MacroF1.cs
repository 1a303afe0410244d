using Trestle.Core.Schema;

namespace Trestle.Learners.Metrics;

/// <summary>
/// Unweighted mean of the F1 of each class against the rest, over the classes that occur among the labels or the
/// predictions.
/// </summary>
public sealed class MacroF1 : IMetric
{
    /// <inheritdoc/>
    public string Name => "macro-f1";

    /// <inheritdoc/>
    public string Title => "F1, mean of the classes";

    /// <inheritdoc/>
    public bool HigherIsBetter => true;

    /// <inheritdoc/>
    public MetricRange Range => MetricRange.Share;

    /// <inheritdoc/>
    public bool Can(TaskKind task) => task == TaskKind.Multiclass;

    /// <inheritdoc/>
    public double Measure(Outcome outcome)
    {
        if (outcome.IsBlank())
        {
            return double.NaN;
        }

        var matrix = ConfusionMatrix.Of(outcome);
        return Enumerable.Range(0, matrix.Classes)
            .Where(c => matrix.Actual(c) + matrix.Predicted(c) > 0)
            .Average(c => 2.0 * matrix[c, c] / (matrix.Actual(c) + matrix.Predicted(c)));
    }
}
