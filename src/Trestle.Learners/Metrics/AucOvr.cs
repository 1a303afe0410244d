using Trestle.Core.Schema;

namespace Trestle.Learners.Metrics;

/// <summary>
/// Unweighted mean over the classes of the area under the ROC curve of that class against all others (macro average, one-
/// vs-rest). NaN when a class does not occur. O(classes · n log n).
/// </summary>
public sealed class AucOvr : IMetric
{
    /// <inheritdoc/>
    public string Name => "auc-ovr";

    /// <inheritdoc/>
    public string Title => "area under the ROC curve, mean of one class against the rest";

    /// <inheritdoc/>
    public bool HigherIsBetter => true;

    /// <inheritdoc/>
    public MetricRange Range => MetricRange.Share;

    /// <inheritdoc/>
    public bool IsOfRank => true;

    /// <inheritdoc/>
    public bool Can(TaskKind task) => task == TaskKind.Multiclass;

    /// <inheritdoc/>
    public double Measure(Outcome outcome)
    {
        if (outcome.IsBlank())
        {
            return double.NaN;
        }

        var auc = new Auc();
        return Enumerable.Range(0, outcome.Outputs).Average(c => auc.Measure(outcome.OneVersusRest(c)));
    }
}
