using Trestle.Core.Schema;

namespace Trestle.Learners.Metrics;

/// <summary>
/// Median absolute error, in the unit of the target; the mean of the two middle ones for an even number of rows, and of those that meet
/// in the middle where rows count differently.
/// </summary>
public sealed class MedianAe : IMetric
{
    /// <inheritdoc/>
    public string Name => "median-ae";

    /// <inheritdoc/>
    public string Title => "median absolute error";

    /// <inheritdoc/>
    public bool HigherIsBetter => false;

    /// <inheritdoc/>
    public Objective Objective => new(Name, LossKind.Absolute);

    /// <inheritdoc/>
    public MetricRange Range => MetricRange.FromZero;

    /// <inheritdoc/>
    public bool IsSmooth => false;

    /// <inheritdoc/>
    public bool Can(TaskKind task) => task == TaskKind.Regression;

    /// <inheritdoc/>
    public double Measure(Outcome outcome)
    {
        if (outcome.IsBlank())
        {
            return double.NaN;
        }

        var errors = new double[outcome.Rows];
        for (var row = 0; row < errors.Length; row++)
        {
            errors[row] = Math.Abs(outcome.Scores[row] - outcome.Labels[row]);
        }

        return WeightedOrder.Median(errors, outcome.Weights);
    }
}
