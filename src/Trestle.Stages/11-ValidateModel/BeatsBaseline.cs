using Trestle.Learners.Statistics;
using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.ValidateModel;

/// <summary>
/// The model is better than the best baseline on the same out-of-fold rows: the paired bootstrap interval of the difference is on the
/// better side of zero.
/// </summary>
internal sealed class BeatsBaseline : IModelCheck
{
    private const int Resamples = 1000;

    /// <inheritdoc/>
    public CheckResult Check(ModelEvidence evidence, CancellationToken cancellation)
    {
        if (evidence.Baseline is not { } baseline)
        {
            return new CheckResult("beats-baseline", null, false, true, "a baseline to compare with", "no baseline was trained");
        }

        var metric = evidence.Metric;
        var difference = Bootstrap.Difference(
            metric, evidence.OutOfFold, baseline, Resamples, evidence.Settings.Confidence, evidence.Seed, cancellation);
        var passed = metric.HigherIsBetter ? difference.Low > 0 : difference.High < 0;
        return new CheckResult(
            "beats-baseline",
            null,
            passed,
            true,
            $"a difference in {metric.Name} {(metric.HigherIsBetter ? "above" : "below")} 0 with {evidence.Settings.Confidence:P0} "
                + "confidence",
            $"{difference.Value:+0.0000;-0.0000} [{difference.Low:+0.0000;-0.0000}, {difference.High:+0.0000;-0.0000}]");
    }
}
