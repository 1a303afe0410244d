using Trestle.Core.Schema;

namespace Trestle.Learners.Metrics;

/// <summary>
/// Ranked probability score of classes with an order: the mean over the rows of the sum over the cuts between classes of
/// (probability below the cut − whether the true class is below it)² (Epstein 1969: A scoring system for probability forecasts of ranked
/// categories), not divided by the number of cuts. It is a proper score, and probability costs more the further its class is from
/// the true one. For two classes it is the Brier score.
/// </summary>
public sealed class RankedProbabilityScore : IMetric
{
    /// <summary>The name in the configuration.</summary>
    public const string MetricName = "rps";

    /// <inheritdoc/>
    public string Name => MetricName;

    /// <inheritdoc/>
    public string Title => "ranked probability score";

    /// <inheritdoc/>
    public bool HigherIsBetter => false;

    /// <inheritdoc/>
    public bool NeedsOrder => true;

    /// <inheritdoc/>
    public MetricRange Range => MetricRange.FromZero;

    /// <inheritdoc/>
    public bool Can(TaskKind task) => task == TaskKind.Multiclass;

    /// <inheritdoc/>
    public double Measure(Outcome outcome) => outcome.IsBlank() ? double.NaN : outcome.MeanOfRows(row =>
    {
        var scores = outcome.Scores.AsSpan(row * outcome.Outputs, outcome.Outputs);
        var (below, sum) = (0.0, 0.0);
        for (var c = 0; c < scores.Length - 1; c++)
        {
            below += scores[c];
            var off = below - (outcome.Labels[row] <= c ? 1 : 0);
            sum += off * off;
        }

        return sum;
    });
}
