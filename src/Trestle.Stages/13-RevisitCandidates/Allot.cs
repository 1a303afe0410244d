using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.ProposeCandidates.Search;

namespace Trestle.Stages.RevisitCandidates;

/// <summary>
/// With a time budget, divides the time that is left among the candidates by what further trials of each are expected to bring; the most
/// promising is last, so that it has what the others leave.
/// </summary>
public sealed class Allot : IRevisitRule
{
    /// <summary>The share of the best candidate's expectation that every other one counts with at least.</summary>
    private const double Least = 0.1;

    /// <summary>The largest share of what is left that is kept for the members of an ensemble.</summary>
    private const double MostForEnsemble = 0.3;

    private const int Members = 8;

    /// <inheritdoc/>
    public string Name => "allot";

    /// <inheritdoc/>
    public RoundDraft Apply(RoundDraft draft, RevisitEvidence evidence)
    {
        if (evidence.Time is not { } time || draft.Candidates.Count == 0)
        {
            return draft;
        }

        var expected = draft.Candidates.ToDictionary(
            candidate => candidate.Id, candidate => Math.Max(0, evidence.ProspectOf(candidate)?.Expected ?? 0));
        var most = expected.Values.Max();
        double Weight(Candidate candidate) => most > 0 ? Math.Max(Least, expected[candidate.Id] / most) : 1;
        var until = time.Spent + time.ForTrials(draft.Candidates.Count, EnsembleSeconds(evidence));
        var divided = TimeShares.Divide([.. draft.Candidates.OrderBy(Weight)], time.Spent, until, Weight);
        return new RoundDraft(
            divided,
            [
                .. draft.Notes,
                .. divided.Select(candidate => new RevisitNote(
                    Name, RoundName.Candidate(candidate.Id), $"its trials end {candidate.Until:0.0} s after the search began")),
            ]);
    }

    /// <summary>Seconds to keep for the members of an ensemble: some of the best trials, learned again. Null without an ensemble.</summary>
    internal static double? EnsembleSeconds(RevisitEvidence evidence)
    {
        var best = evidence.Ran.Values.SelectMany(ran => ran.Take(Members)).ToArray();
        var seconds = best.Length == 0 ? 0 : Members * best.Average(ran => RevisitEvidence.Refit(ran.Trial)) / evidence.Cores;
        return !evidence.Ensemble ? null : Math.Min(seconds, MostForEnsemble * (evidence.Time?.Left ?? 0));
    }
}
