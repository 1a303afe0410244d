using Trestle.Core.Schema;

namespace Trestle.Learners.Metrics;

/// <summary>
/// Mean value of a row, in the user's currency: what deciding by the model is worth. NaN where nobody has said what decisions are worth.
/// </summary>
public sealed class DecisionValue : IMetric
{
    /// <summary>The name in the configuration.</summary>
    public const string MetricName = "value";

    /// <inheritdoc/>
    public string Name => MetricName;

    /// <inheritdoc/>
    public string Title => "value of a row";

    /// <inheritdoc/>
    public bool HigherIsBetter => true;

    /// <inheritdoc/>
    public bool NeedsThreshold => true;

    /// <inheritdoc/>
    public bool Can(TaskKind task) => true;

    /// <inheritdoc/>
    public double Measure(Outcome outcome) =>
        outcome.IsBlank() ? double.NaN
        : outcome.Values is { } values ? values.PerRow(outcome)
        : outcome.Costs is { } costs ? costs.PerRow(BinaryCounts.Of(outcome))
        : double.NaN;
}
