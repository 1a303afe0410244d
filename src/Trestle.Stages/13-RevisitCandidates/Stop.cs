using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.RevisitCandidates;

/// <summary>
/// Ends the search of a candidate whose expected improvement is not worth the trials, and of all when rounds or time are used up.
/// </summary>
public sealed class Stop : IRevisitRule
{
    /// <inheritdoc/>
    public string Name => "stop";

    /// <inheritdoc/>
    public RoundDraft Apply(RoundDraft draft, RevisitEvidence evidence) => draft.Without(Name, candidate => Reason(candidate, evidence));

    private static string? Reason(Candidate candidate, RevisitEvidence evidence)
    {
        if (evidence.Round >= evidence.Settings.Rounds)
        {
            return $"{evidence.Settings.Rounds} of {evidence.Settings.Rounds} rounds are used up";
        }

        if (evidence.Settings.Time is { } budget && evidence.Spent is { } spent && spent >= budget)
        {
            return $"{spent.TotalSeconds:0.0} s of {budget.TotalSeconds:0.0} s are used up";
        }

        return evidence.ProspectOf(candidate) switch
        {
            null or { Expected: null } => $"fewer than {ExpectedImprovement.LeastScores} trials say nothing about further ones",
            { Expected: { } expected } when expected < evidence.Worth =>
                $"{evidence.Further} more trials are expected to improve the best by {expected:G3} (threshold {evidence.Worth:G3})",
            _ => null,
        };
    }
}
