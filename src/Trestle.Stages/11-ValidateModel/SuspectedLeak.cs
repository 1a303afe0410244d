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

    /// <inheritdoc/>
    public CheckResult Check(ModelEvidence evidence, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var metric = evidence.Settings.SuspectedLeak is null && evidence.OutOfFold.Task == TaskKind.Regression
            ? MetricCatalog.Get("r2")
            : evidence.Metric;
        var value = metric.Measure(evidence.OutOfFold);
        var limit = evidence.Settings.SuspectedLeak
            ?? (EndAtOne.Contains(metric.Name) ? 0.9995 : metric.HigherIsBetter ? double.PositiveInfinity : double.NegativeInfinity);
        var passed = metric.HigherIsBetter ? value < limit : value > limit;
        return new CheckResult(
            "suspected-leak", null, passed, false,
            $"{metric.Name} {(metric.HigherIsBetter ? "below" : "above")} {limit:0.####}; beyond that, "
                + "look for a feature that gives the answer away",
            $"{value:0.0000}");
    }
}
