using Trestle.Core.Schema;

namespace Trestle.Learners.Metrics;

/// <summary>
/// Area under the precision-recall curve as a sum of steps: Σ (recallₙ − recallₙ₋₁)·precisionₙ over the distinct scores,
/// without interpolation; the mean over the folds where each fold has a model of its own. NaN without a positive row. O(n log n).
/// </summary>
public sealed class AveragePrecision : IMetric
{
    /// <inheritdoc/>
    public string Name => "average-precision";

    /// <inheritdoc/>
    public string Title => "average precision";

    /// <inheritdoc/>
    public bool HigherIsBetter => true;

    /// <inheritdoc/>
    public MetricRange Range => MetricRange.Share;

    /// <inheritdoc/>
    public bool IsOfRank => true;

    /// <inheritdoc/>
    public bool Can(TaskKind task) => task == TaskKind.Binary;

    /// <inheritdoc/>
    public double Measure(Outcome outcome) =>
        outcome.IsBlank() ? double.NaN : outcome.MeanOfFolds(part => Area(Cuts.Of(part)));

    private static double Area(Cuts cuts)
    {
        var sum = 0.0;
        var before = 0.0;
        for (var i = 0; i < cuts.Count; i++)
        {
            sum += (cuts.TruePositives[i] - before) * cuts.Precision(i);
            before = cuts.TruePositives[i];
        }

        return sum / cuts.Positives;
    }
}
