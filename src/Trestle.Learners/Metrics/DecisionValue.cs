using Trestle.Core.Schema;

namespace Trestle.Learners.Metrics;

/// <summary>
/// Mean value of a row under the cost matrix, in the user's currency: what deciding by the model is worth. NaN without a cost matrix.
/// </summary>
public sealed class DecisionValue : IMetric
{
    /// <summary>The name in the configuration.</summary>
    public const string MetricName = "value";

    /// <inheritdoc/>
    public string Name => MetricName;

    /// <inheritdoc/>
    public string Title => "value of a row under the cost matrix";

    /// <inheritdoc/>
    public bool HigherIsBetter => true;

    /// <inheritdoc/>
    public bool NeedsThreshold => true;

    /// <inheritdoc/>
    public bool Can(TaskKind task) => task == TaskKind.Binary;

    /// <inheritdoc/>
    public double Measure(Outcome outcome) =>
        outcome.Costs is { } costs && !outcome.IsBlank() ? costs.PerRow(BinaryCounts.Of(outcome)) : double.NaN;
}
