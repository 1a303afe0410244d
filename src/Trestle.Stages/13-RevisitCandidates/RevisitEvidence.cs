using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.RevisitCandidates;

/// <summary>A trial and its candidate with its round.</summary>
public sealed record RanTrial(string Candidate, Trial Trial);

/// <summary>What is known when the next round is decided. It holds no metrics of the test part.</summary>
public sealed class RevisitEvidence
{
    /// <summary>Collects what a search has found so far; <paramref name="spent"/> is the time it took, when that counts.</summary>
    public RevisitEvidence(
        RevisitCandidatesSettings settings, CandidateSet set, IReadOnlyDictionary<string, Trials> trials, Scorecard scorecard, int further,
        TimeSpan? spent)
    {
        Trials = trials;
        Settings = settings;
        Set = set;
        Scorecard = scorecard;
        Further = further;
        Spent = spent;
        Round = set.Candidates.Max(candidate => RoundName.Round(candidate.Id));
        Ran = set.Candidates
            .Where(candidate => !candidate.Baseline && candidate.Library.Count == 0)
            .GroupBy(candidate => RoundName.Candidate(candidate.Id))
            .ToDictionary(
                rounds => rounds.Key,
                rounds => Sorted(
                    rounds.SelectMany(candidate => trials[candidate.Id].Ran.Select(trial => new RanTrial(candidate.Id, trial)))));
        var best = Ran.Values.Where(ran => ran.Count > 0).Select(ran => Rank(ran[0])).DefaultIfEmpty(double.NaN).Max();
        Prospects = [.. Ran.Where(entry => entry.Value.Count > 0).Select(entry => new Prospect(
            entry.Key, entry.Value.Count, entry.Value[0].Trial.Score, further,
            ExpectedImprovement.Of([.. entry.Value.Select(Rank)], best, further)))];
        Worth = settings.Worth ?? Best(scorecard) / 20;
    }

    public RevisitCandidatesSettings Settings { get; }

    /// <summary>The trials of each candidate in each round.</summary>
    public IReadOnlyDictionary<string, Trials> Trials { get; }

    /// <summary>The defaults of settings that are not given.</summary>
    public PresetDefaults Preset { get; init; } = PresetDefaults.Of(Kernel.Settings.Preset.Balanced);

    /// <summary>How the time budget stands; null where trials are counted.</summary>
    public SearchTime? Time { get; init; }

    /// <summary>Cores that members of an ensemble can be learned on side by side.</summary>
    public int Cores { get; init; } = 1;

    /// <summary>Maximum number of rounds; with a time budget at least two, since the first has a part of it only.</summary>
    public int Rounds => Settings.Rounds ?? (Time is null ? Preset.Rounds : Math.Max(2, Preset.Rounds));

    /// <summary>Whether the search ends with an ensemble.</summary>
    public bool Ensemble => Settings.Ensemble ?? Preset.Ensemble;

    /// <summary>The candidates of all rounds so far.</summary>
    public CandidateSet Set { get; }

    public Scorecard Scorecard { get; }

    /// <summary>Trials that a further round would run for each candidate.</summary>
    public int Further { get; }

    /// <summary>Time that this run has spent on training; null without a time budget.</summary>
    public TimeSpan? Spent { get; }

    /// <summary>The round that just ended.</summary>
    public int Round { get; }

    /// <summary>
    /// The trials of each candidate over all rounds whose score is a number, best first; without baselines and the ensemble.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<RanTrial>> Ran { get; }

    /// <summary>The expected improvement of further trials of each candidate.</summary>
    public IReadOnlyList<Prospect> Prospects { get; }

    /// <summary>The smallest improvement that is worth a round.</summary>
    public double Worth { get; }

    /// <summary>The best third of a candidate's trials, at least two.</summary>
    public IReadOnlyList<RanTrial> Good(Candidate candidate)
    {
        var ran = Ran[RoundName.Candidate(candidate.Id)];
        return [.. ran.Take(Math.Max(2, ExpectedImprovement.Exceeding(ran.Count)))];
    }

    /// <summary>The expected improvement of further trials of a candidate; null when it has no trial with a score.</summary>
    public Prospect? ProspectOf(Candidate candidate) =>
        Prospects.FirstOrDefault(prospect => prospect.Candidate == RoundName.Candidate(candidate.Id));

    /// <summary>Whether the search of a candidate ended because further trials brought nothing.</summary>
    public bool IsExhausted(Candidate candidate) => Trials
        .Where(entry => RoundName.Candidate(entry.Key) == RoundName.Candidate(candidate.Id))
        .MaxBy(entry => RoundName.Round(entry.Key)).Value?.Exhausted == true;

    /// <summary>The parameter sets of a candidate's portfolio that no trial has tried yet, for lack of trials or of time.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, double>> Untried(Candidate candidate)
    {
        var tried = Trials.Where(entry => RoundName.Candidate(entry.Key) == RoundName.Candidate(candidate.Id))
            .SelectMany(entry => entry.Value.Ran.Select(trial => trial.Parameters)
                .Concat(entry.Value.Stopped.Select(trial => trial.Parameters)))
            .Select(parameters => new Parameters(parameters)).ToArray();
        return [.. candidate.Portfolio.Where(known => !tried.Any(other => other.SequenceEqual(new Parameters(known))))];
    }

    /// <summary>Seconds to learn a trial again on all rows; 0 where no time was measured.</summary>
    public static double Refit(Trial trial) => 1.25 * (trial.Seconds ?? 0) / Math.Max(1, trial.FoldScores.Count);

    /// <summary>The model of a candidate in the scorecard.</summary>
    public CandidateScores? ScoresOf(string candidate) =>
        Scorecard.Candidates.FirstOrDefault(scores => RoundName.Candidate(scores.Candidate) == RoundName.Candidate(candidate));

    /// <summary>The score with its sign such that higher is better.</summary>
    private double Rank(RanTrial ran) => Scorecard.HigherIsBetter ? ran.Trial.Score : -ran.Trial.Score;

    private IReadOnlyList<RanTrial> Sorted(IEnumerable<RanTrial> trials) => [.. trials
        .Where(ran => double.IsFinite(ran.Trial.Score))
        .OrderByDescending(Rank)
        .ThenBy(ran => RoundName.Round(ran.Candidate))
        .ThenBy(ran => ran.Trial.Number)];

    /// <summary>Width of the confidence interval of the best blessed model's objective, out of fold.</summary>
    private static double Best(Scorecard scorecard)
    {
        var blessed = scorecard.Candidates.Where(scores => scores.Blessed)
            .Select(scores => scores.OutOfFold.Single(metric => metric.Metric == scorecard.Metric));
        var best = scorecard.HigherIsBetter ? blessed.MaxBy(metric => metric.Value) : blessed.MinBy(metric => metric.Value);
        return best is null ? 0 : best.High - best.Low;
    }
}
