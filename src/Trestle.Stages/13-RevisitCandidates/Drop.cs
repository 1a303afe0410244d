using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.RevisitCandidates;

/// <summary>
/// Gives up a candidate that is clearly worse than the best in the paired comparison on the same out-of-fold rows, by more than further
/// trials are expected to recover. It remains a model that may be chosen or join an ensemble.
/// </summary>
public sealed class Drop : IRevisitRule
{
    /// <inheritdoc/>
    public string Name => "drop";

    /// <inheritdoc/>
    public RoundDraft Apply(RoundDraft draft, RevisitEvidence evidence) => draft.Without(Name, candidate => Reason(candidate, evidence));

    private static string? Reason(Candidate candidate, RevisitEvidence evidence)
    {
        var card = evidence.Scorecard;
        if (evidence.ScoresOf(candidate.Id) is not { } own || own.Against.Count == 0)
        {
            return null;
        }

        var sign = card.HigherIsBetter ? 1 : -1;
        var blessed = card.Candidates.Where(scores => scores.Blessed).Select(scores => scores.Candidate).ToHashSet();
        var worst = own.Against.Where(other => blessed.Contains(other.Other)).MinBy(other => sign * other.Value);
        var behind = worst is null ? 0 : -(card.HigherIsBetter ? worst.High : -worst.Low);
        return worst is not null && behind > (evidence.ProspectOf(candidate)?.Expected ?? 0)
            ? $"{own.Candidate} minus {worst.Other}: {worst.Value:+0.0000;-0.0000} "
                + $"{Format.Differences(worst.Low, worst.High)} in {card.Metric}, clearly worse"
            : null;
    }
}
