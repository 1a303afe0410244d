using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.ValidateModel;

/// <summary>
/// The model is better than the best baseline on the same out-of-fold rows, with a bounded probability that any trial of the whole search
/// passes by luck: the best of many that are no better looks better (step-down maximum test of Romano and Wolf).
/// </summary>
internal sealed class BeatsBaseline : IModelCheck
{
    /// <inheritdoc/>
    public CheckResult Check(ModelEvidence evidence, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (evidence.Baseline is null)
        {
            return new CheckResult("beats-baseline", null, false, true, "a baseline to compare with", "no baseline was trained");
        }

        var metric = evidence.Metric;
        var (difference, p) = evidence.Search.Against(new TrialName(evidence.Fitted.Candidate, evidence.Fitted.Trial.Number));
        var most = (1 - evidence.Settings.Confidence) / 2;
        return new CheckResult(
            "beats-baseline",
            null,
            p <= most,
            true,
            $"a difference in {metric.Name} {(metric.HigherIsBetter ? "above" : "below")} 0, with a probability of at most {most:0.####} "
                + "that any trial of the search passes by luck",
            $"{difference:+0.0000;-0.0000}, p {p:0.0000} among {evidence.Search.Trials} trials on {evidence.Search.Rows} rows");
    }
}
