using Trestle.Core.Schema;

namespace Trestle.Learners.Metrics;

/// <summary>
/// Share of the rows predicted positive that are positive. NaN when none is predicted positive.
/// </summary>
public sealed class Precision : IMetric
{
    /// <inheritdoc/>
    public string Name => "precision";

    /// <inheritdoc/>
    public string Title => "precision";

    /// <inheritdoc/>
    public bool HigherIsBetter => true;

    /// <inheritdoc/>
    public bool NeedsThreshold => true;

    /// <inheritdoc/>
    public MetricRange Range => MetricRange.Share;

    /// <inheritdoc/>
    public bool Can(TaskKind task) => task == TaskKind.Binary;

    /// <inheritdoc/>
    public double Measure(Outcome outcome) => outcome.IsBlank() ? double.NaN : BinaryCounts.Of(outcome).Precision;
}
