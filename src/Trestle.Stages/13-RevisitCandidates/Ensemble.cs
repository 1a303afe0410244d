using Trestle.Learners.Ensemble;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Stages.RevisitCandidates;

/// <summary>
/// At the end of the search, proposes a weighted ensemble of the best finished trials, once. It counts as the most complex candidate,
/// so it is chosen only when its lead is worth the price.
/// </summary>
public sealed class Ensemble : IRevisitRule
{
    private const int PerCandidate = 12;
    private const int MostTrials = 30;

    /// <inheritdoc/>
    public string Name => "ensemble";

    /// <inheritdoc/>
    public RoundDraft Apply(RoundDraft draft, RevisitEvidence evidence)
    {
        if (!evidence.Ensemble
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
                Name, EnsembleLearner.LearnerName, evidence.Time is null
                    ? "fewer than two finished trials can be members"
                    : "fewer than two finished trials can be learned again as members in the time that is left")]
            };
        }

        var reason = $"of {library.Count} finished trials: {Format.Some([.. library.Select(name => $"{name}")], 8)}";
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

    /// <summary>
    /// The best trials of each candidate with a blessed model whose out-of-fold scores were kept of all rows, best of all first; with a
    /// time budget as many as could all be learned again in what is left of it.
    /// </summary>
    private static IReadOnlyList<TrialName> Library(RevisitEvidence evidence)
    {
        var seconds = 0.0;
        return
        [
            .. Good(evidence).TakeWhile(ran => evidence.Time is not { } time
                    || (seconds += RevisitEvidence.Refit(ran.Trial) / evidence.Cores) <= time.ForEnsemble)
                .Select(ran => new TrialName(ran.Candidate, ran.Trial.Number)),
        ];
    }

    private static IEnumerable<RanTrial> Good(RevisitEvidence evidence) => evidence.Ran
        .Where(
            entry => evidence.ScoresOf(entry.Key) is { Blessed: true } && evidence.Set.Candidates.First(
                candidate => RoundName.Candidate(candidate.Id) == entry.Key).Learner != EnsembleLearner.LearnerName)
        .SelectMany(entry => entry.Value.Where(ran => ran.Trial is { OutOfFold: not null, Every: 0 }).Take(PerCandidate))
        .OrderByDescending(ran => evidence.Scorecard.HigherIsBetter ? ran.Trial.Score : -ran.Trial.Score)
        .ThenBy(ran => ran.Candidate, StringComparer.Ordinal)
        .Take(MostTrials);
}
