using Trestle.Learners.Ensemble;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Stages.RevisitCandidates;

/// <summary>
/// At the end of the search, proposes a weighted ensemble of the best finished trials, once. It counts as the most complex candidate,
/// so it is chosen only when its lead is clear.
/// </summary>
public sealed class Ensemble : IRevisitRule
{
    private const int PerCandidate = 3;
    private const int MostTrials = 8;

    /// <inheritdoc/>
    public string Name => "ensemble";

    /// <inheritdoc/>
    public RoundDraft Apply(RoundDraft draft, RevisitEvidence evidence)
    {
        if (!evidence.Settings.Ensemble
            || draft.Candidates.Count > 0 || evidence.Set.Candidates.Any(candidate => candidate.Library.Count > 0))
        {
            return draft;
        }

        var library = Library(evidence);
        var id = RoundName.Of(EnsembleLearner.LearnerName, evidence.Round + 1);
        if (library.Count < 2)
        {
            return draft with
            {
                Notes = [.. draft.Notes, new RevisitNote(
                Name, EnsembleLearner.LearnerName, "fewer than two finished trials can be members")]
            };
        }

        var reason = $"of {library.Count} finished trials: {string.Join(", ", library)}";
        return new RoundDraft(
            [new Candidate
            {
                Id = id,
                Learner = EnsembleLearner.LearnerName,
                Title = LearnerCatalog.Get(EnsembleLearner.LearnerName).Title,
                Reason = reason,
                Baseline = false,
                Complexity = 1 + evidence.Set.Candidates.Max(candidate => candidate.Complexity),
                Preparation = new StepList([]),
                Categories = [],
                Space = SearchSpace.Empty,
                Trials = 1,
                Library = library,
            }],
            [.. draft.Notes, new RevisitNote(Name, EnsembleLearner.LearnerName, reason)]);
    }

    /// <summary>The best trials of each candidate with a blessed model whose out-of-fold scores were kept, best of all first.</summary>
    private static IReadOnlyList<TrialName> Library(RevisitEvidence evidence) => [.. evidence.Ran
        .Where(
            entry => evidence.ScoresOf(entry.Key) is { Blessed: true } && evidence.Set.Candidates.First(
                candidate => RoundName.Candidate(candidate.Id) == entry.Key).Learner != EnsembleLearner.LearnerName)
        .SelectMany(entry => entry.Value.Where(ran => ran.Trial.OutOfFold is not null).Take(PerCandidate))
        .OrderByDescending(ran => evidence.Scorecard.HigherIsBetter ? ran.Trial.Score : -ran.Trial.Score)
        .ThenBy(ran => ran.Candidate, StringComparer.Ordinal)
        .Take(MostTrials)
        .Select(ran => new TrialName(ran.Candidate, ran.Trial.Number))];
}
