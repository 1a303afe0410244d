using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.ValidateModel;

namespace Trestle.Stages.SelectBest;

/// <summary>
/// The veto of the test part: the selected model, and only that, must be no worse there than the baseline, and not clearly worse than out
/// of fold. Judging one model that was selected without these rows selects nothing, so its figures on the test part remain unbiased
/// unless the veto falls.
/// </summary>
internal static class Generalisation
{
    /// <summary>The verdict; it always passes where there is no baseline and both intervals overlap.</summary>
    public static CheckResult Judge(
        Scorecard card, CandidateScores chosen, IReadOnlySet<string> baselines, GeneralisationRule rule)
    {
        var sign = card.HigherIsBetter ? 1 : -1;
        var (outOfFold, test) = (chosen.Corrected ?? Objective(chosen.OutOfFold), Objective(chosen.Test));
        var baseline = card.Candidates.Where(scores => baselines.Contains(scores.Candidate))
            .MaxBy(scores => sign * Objective(scores.OutOfFold).Value);
        var worse = baseline is not null && sign * (test.Value - Objective(baseline.Test).Value) < 0;
        var apart = card.HigherIsBetter ? test.High < outOfFold.Low : test.Low > outOfFold.High;
        return new CheckResult(
            "generalisation",
            null,
            !worse && !apart,
            rule == GeneralisationRule.Refuse,
            "no worse than the baseline on the test part, and not clearly worse there than out of fold",
            $"{card.Metric} {Format.Metric(test)} on the test part, {Format.Metric(outOfFold)} out of fold"
                + (baseline is null ? "" : $", {Format.Figure(Objective(baseline.Test).Value)} for the baseline {baseline.Candidate}")
                + (worse ? "; worse than the baseline" : "") + (apart ? "; the intervals do not overlap" : ""));

        MetricValue Objective(IReadOnlyList<MetricValue> metrics) => metrics.Single(metric => metric.Metric == card.Metric);
    }
}
