using Trestle.Learners.Metrics;
using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.ValidateModel;

/// <summary>
/// The model is not suspiciously perfect, which is mostly due to a feature that gives the answer away; a failure is a warning.
/// </summary>
internal sealed class SuspectedLeak : IModelCheck
{
    private static readonly string[] EndAtOne =
    [
        "auc", "auc-ovr", "average-precision", "accuracy", "balanced-accuracy", "f1", "macro-f1", "r2", "mcc",
    ];

    private const int Named = 3;

    /// <inheritdoc/>
    public CheckResult Check(ModelEvidence evidence, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var metric = evidence.Settings.SuspectedLeak is null && !EndAtOne.Contains(evidence.Metric.Name)
            ? MetricCatalog.Get(evidence.OutOfFold.Task switch
            {
                TaskKind.Binary => "auc",
                TaskKind.Multiclass => "auc-ovr",
                _ => "r2",
            })
            : evidence.Metric;
        var value = metric.Measure(evidence.OutOfFold);
        var limit = evidence.Settings.SuspectedLeak
            ?? (EndAtOne.Contains(metric.Name) ? 0.9995 : metric.HigherIsBetter ? double.PositiveInfinity : double.NegativeInfinity);
        var passed = metric.HigherIsBetter ? value < limit : value > limit;
        return new CheckResult(
            "suspected-leak", null, passed, false,
            $"{metric.Name} {(metric.HigherIsBetter ? "below" : "above")} {limit:0.####}; beyond that, "
                + "look for a feature that gives the answer away",
            passed || evidence.Fitted.Importance.Count == 0 ? $"{value:0.0000}" : $"{value:0.0000}; its features of most weight are "
                + string.Join(", ", evidence.Fitted.Importance.Take(Named).Select(weight => weight.Feature)));
    }
}
