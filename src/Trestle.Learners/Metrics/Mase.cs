using Trestle.Core.Schema;

namespace Trestle.Learners.Metrics;

/// <summary>
/// Mean absolute scaled error of forecasts: each error in units of the mean absolute error that the seasonal naive forecast, one season
/// ahead, had in the past of its series (Hyndman and Koehler 2006). Below 1 is better than that. Rows of series that never changed have no
/// unit, and do not count; NaN where no row has one.
/// </summary>
public sealed class Mase : IMetric
{
    /// <summary>Its name.</summary>
    public const string MetricName = "mase";

    /// <inheritdoc/>
    public string Name => MetricName;

    /// <inheritdoc/>
    public string Title => "mean absolute scaled error";

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
    public double Measure(Outcome outcome)
    {
        var (sum, total) = (0.0, 0.0);
        for (var row = 0; outcome.Dependence.Units is { } units && row < outcome.Rows; row++)
        {
            if (units[row] > 0)
            {
                var weight = outcome.Weight(row);
                sum += weight * Math.Abs(outcome.Scores[row] - outcome.Labels[row]) / units[row];
                total += weight;
            }
        }

        return total == 0 ? double.NaN : sum / total;
    }
}
