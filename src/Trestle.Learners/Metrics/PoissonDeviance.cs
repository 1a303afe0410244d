using Trestle.Core.Schema;

namespace Trestle.Learners.Metrics;

/// <summary>
/// Mean Poisson deviance, 2·(y·ln(y/μ) − y + μ) for a count y and a prediction μ (McCullagh, Nelder 1989, 2.3). NaN when a value is
/// below 0 or a prediction is not above 0.
/// </summary>
public sealed class PoissonDeviance : IMetric
{
    /// <summary>Its name.</summary>
    public const string MetricName = "poisson-deviance";

    /// <inheritdoc/>
    public string Name => MetricName;

    /// <inheritdoc/>
    public string Title => "mean Poisson deviance";

    /// <inheritdoc/>
    public bool HigherIsBetter => false;

    /// <inheritdoc/>
    public MetricRange Range => MetricRange.FromZero;

    /// <inheritdoc/>
    public bool OnRequest => true;

    /// <inheritdoc/>
    public Objective Objective => new(Name, LossKind.Poisson);

    /// <inheritdoc/>
    public bool Can(TaskKind task) => task == TaskKind.Regression;

    /// <inheritdoc/>
    public double Measure(Outcome outcome) => outcome.MeanOfRows((label, score) => !(label >= 0 && score > 0)
        ? double.NaN
        : 2 * ((label == 0 ? 0 : label * Math.Log(label / score)) - label + score));
}
