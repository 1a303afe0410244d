using Trestle.Core.Schema;

namespace Trestle.Learners.Metrics;

/// <summary>
/// Cohen's kappa with quadratic weights (Cohen 1968), for classes with an order: 1 less the ratio of the squared distances, in classes,
/// between decided and true class to those of decisions that know only how frequent each class is. As scikit-learn's
/// <c>cohen_kappa_score(weights="quadratic")</c>. NaN where all rows have one class and are decided for it.
/// </summary>
public sealed class QuadraticKappa : IMetric
{
    /// <inheritdoc/>
    public string Name => "kappa-quadratic";

    /// <inheritdoc/>
    public string Title => "Cohen's kappa, quadratic weights";

    /// <inheritdoc/>
    public bool HigherIsBetter => true;

    /// <inheritdoc/>
    public bool NeedsThreshold => true;

    /// <inheritdoc/>
    public bool NeedsOrder => true;

    /// <inheritdoc/>
    public MetricRange Range => MetricRange.Correlation;

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
        var classes = Enumerable.Range(0, matrix.Classes).ToArray();
        double[] actual = [.. classes.Select(matrix.Actual)], decided = [.. classes.Select(matrix.Predicted)];
        var rows = actual.Sum();
        var (found, chance) = (0.0, 0.0);
        foreach (var i in classes)
        {
            foreach (var j in classes)
            {
                var distance = (double)(i - j) * (i - j);
                found += distance * matrix[i, j];
                chance += distance * actual[i] * decided[j] / rows;
            }
        }

        return chance == 0 ? double.NaN : 1 - (found / chance);
    }
}
