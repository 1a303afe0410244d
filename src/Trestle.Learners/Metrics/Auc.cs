using Trestle.Core.Schema;

namespace Trestle.Learners.Metrics;

/// <summary>
/// Probability that a positive row has a higher score than a negative one; a tie counts half (Mann-Whitney with
/// midranks); the mean over the folds where each fold has a model of its own. NaN without rows of both classes. O(n log n).
/// </summary>
public sealed class Auc : IMetric
{
    /// <inheritdoc/>
    public string Name => "auc";

    /// <inheritdoc/>
    public string Title => "area under the ROC curve";

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
        var area = 0.0;
        var (positives, negatives) = (0.0, 0.0);
        for (var i = 0; i < cuts.Count; i++)
        {
            area += (cuts.FalsePositives[i] - negatives) * (cuts.TruePositives[i] + positives) / 2.0;
            (positives, negatives) = (cuts.TruePositives[i], cuts.FalsePositives[i]);
        }

        return area / (cuts.Positives * cuts.Negatives);
    }
}
