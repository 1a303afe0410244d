using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Stages.RevisitCandidates;

/// <summary>
/// Ends the search of a candidate whose expected improvement is not worth the trials, and of all when rounds or time are used up.
/// </summary>
public sealed class Stop : IRevisitRule
{
    /// <summary>The smallest share of a time budget that is worth a round.</summary>
    private const double LeastShare = 0.03;

    /// <inheritdoc/>
    public string Name => "stop";

    /// <inheritdoc/>
    public RoundDraft Apply(RoundDraft draft, RevisitEvidence evidence) => draft.Without(
        Name, candidate => Reason(candidate, draft.Candidates.Count, evidence));

    private static string? Reason(Candidate candidate, int candidates, RevisitEvidence evidence)
    {
        if (evidence.Round >= evidence.Rounds)
        {
            return $"{evidence.Rounds} of {evidence.Rounds} rounds are used up";
        }

        if (evidence.Time is { } time)
        {
            return InTime(candidate, candidates, time, evidence);
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

    /// <summary>
    /// With a time budget a round costs nothing that was not granted: the search goes on while there is time for some trials, unless
    /// further ones bring nothing.
    /// </summary>
    private static string? InTime(Candidate candidate, int candidates, SearchTime time, RevisitEvidence evidence)
    {
        var ran = evidence.Ran[RoundName.Candidate(candidate.Id)];
        if (ran.Count == 0)
        {
            return "no trial ended within its time";
        }

        if (evidence.IsExhausted(candidate))
        {
            return "its last trials brought nothing better";
        }

        if (evidence.Settings.Worth is { } worth && evidence.ProspectOf(candidate)?.Expected is { } expected && expected < worth)
        {
            return $"{evidence.Further} more trials are expected to improve the best by {expected:G3} (threshold {worth:G3})";
        }

        var left = time.ForTrials(candidates, Allot.EnsembleSeconds(evidence));
        var one = (ran[0].Trial.Seconds ?? 0) / evidence.Cores;
        return left < Math.Max(2 * one, LeastShare * time.Budget)
            ? $"{time.Spent:0.0} s of {time.Budget:0.###} s are used up, "
                + $"and {time.Left - left:0.0} s are kept for what comes after the trials"
            : null;
    }
}
