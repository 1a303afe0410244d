using Trestle.Core.Schema;

namespace Trestle.Learners.Metrics;

/// <summary>
/// Mean of −ln of the probability of the true class. Probabilities are clipped to 2⁻⁵² … 1 − 2⁻⁵² and, with at least three classes,
/// divided by their sum, as in scikit-learn, so that one confident mistake costs about 36 and not infinity.
/// </summary>
public sealed class LogLoss : IMetric
{
    private const double Smallest = 2.220446049250313e-16;

    /// <inheritdoc/>
    public string Name => "log-loss";

    /// <inheritdoc/>
    public string Title => "log loss";

    /// <inheritdoc/>
    public bool HigherIsBetter => false;

    /// <inheritdoc/>
    public MetricRange Range => MetricRange.FromZero;

    /// <inheritdoc/>
    public bool Can(TaskKind task) => task != TaskKind.Regression;

    /// <inheritdoc/>
    public double Measure(Outcome outcome)
    {
        if (outcome.IsBlank())
        {
            return double.NaN;
        }

        var sum = 0.0;
        for (var row = 0; row < outcome.Rows; row++)
        {
            sum -= outcome.Weight(row) * Math.Log(Own(outcome, row));
        }

        return sum / outcome.Total;
    }

    private static double Own(Outcome outcome, int row)
    {
        if (outcome.Outputs == 1)
        {
            var positive = Clip(outcome.Scores[row]);
            return outcome.Labels[row] == 1 ? positive : 1 - positive;
        }

        var scores = outcome.Scores.AsSpan(row * outcome.Outputs, outcome.Outputs);
        var sum = 0.0;
        foreach (var score in scores)
        {
            sum += Clip(score);
        }

        return Clip(scores[(int)outcome.Labels[row]]) / sum;
    }

    private static double Clip(double probability) => Math.Clamp(probability, Smallest, 1 - Smallest);
}
