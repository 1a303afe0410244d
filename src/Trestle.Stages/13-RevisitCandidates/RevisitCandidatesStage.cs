using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.ProposeCandidates.Search;

namespace Trestle.Stages.RevisitCandidates;

/// <summary>
/// Stage 13: decides from trials and out-of-fold metrics whether another round of search is worth its trials, and proposes its
/// candidates. Its document opens the round: the stages from training on are ready again.
/// </summary>
internal sealed class RevisitCandidatesStage : IStage
{
    /// <summary>
    /// The most trials of a candidate in a round with a time budget: beyond them the choice among so many costs more than it gives.
    /// </summary>
    private const int MostTimed = 150;

    /// <inheritdoc/>
    public Stage Stage => Stage.RevisitCandidates;

    /// <inheritdoc/>
    public IReadOnlyList<string> Shards(ArtifactReader artifacts) => artifacts.Rounds();

    /// <inheritdoc/>
    public async Task RunAsync(UnitContext context, CancellationToken cancellation)
    {
        if (context.Read(Section.Budget) is not null && context.Before(Artifact.CandidateRound) is { } before)
        {
            context.Write(Artifact.CandidateRound, before);
            return;
        }

        var settings = context.Read(RevisitCandidatesSettings.Section);
        var preset = PresetDefaults.Of(context.Read(Section.Preset));
        var trials = context.Read(Section.Train).Trials;
        var timed = context.Read(Section.Budget) is not null;
        var further = settings.Trials ?? (timed ? trials ?? MostTimed : Math.Max(1, (trials ?? preset.Trials) / 2));
        var spent = settings.Time is null ? (TimeSpan?)null : await TrainingTimeAsync(context, cancellation);
        context.Write(Artifact.CandidateRound, Decide(new RevisitEvidence(
            settings, context.Candidates(), context.ReadAll(Artifact.Trials), context.Read(Artifact.Scorecard), further, spent)
        {
            Preset = preset,
            Time = await TimeAsync(context, cancellation),
            Cores = context.Resources.Cores,
        }));
    }

    /// <summary>How the time budget stands; null without one.</summary>
    private static async Task<SearchTime?> TimeAsync(UnitContext context, CancellationToken cancellation)
    {
        if (context.Read(Section.Budget) is not { } budget)
        {
            return null;
        }

        var round = context.Candidates().Candidates.Max(candidate => RoundName.Round(candidate.Id));
        var trained = context.ReadAll(Artifact.Trials).Where(entry => RoundName.Round(entry.Key) == round)
            .Sum(entry => entry.Value.Seconds ?? 0);
        var before = context.ReadAll(Artifact.CandidateRound).Values.Select(decision => decision.SecondsSpent ?? 0).DefaultIfEmpty(0).Max();
        var elapsed = await SearchClock.ElapsedAsync(context, round, cancellation);
        var checks = await SearchClock.AfterTrainingAsync(context, round, cancellation);
        var models = context.Candidates().Candidates.Count(candidate => RoundName.Round(candidate.Id) == round && !candidate.Baseline);
        return new SearchTime(budget.TotalSeconds, Math.Max(elapsed, before + trained), checks / models, models);
    }

    /// <summary>The decision of all rules together.</summary>
    public static CandidateRound Decide(RevisitEvidence evidence)
    {
        var draft = RevisitRuleCatalog.All.Aggregate(Begin(evidence), (draft, rule) => rule.Apply(draft, evidence));
        return new CandidateRound
        {
            Round = evidence.Round,
            Reason = Reason(draft, evidence),
            Worth = evidence.Worth,
            TrialsRun = evidence.Trials
                .Where(entry => evidence.Ran.ContainsKey(RoundName.Candidate(entry.Key)))
                .Sum(entry => entry.Value.Count),
            SecondsSpent = evidence.Time?.Spent ?? evidence.Spent?.TotalSeconds,
            Prospects = evidence.Prospects,
            Notes = draft.Notes,
            Next = draft.Candidates.Count == 0 ? null : evidence.Set with { Candidates = draft.Candidates },
        };
    }

    /// <summary>Every candidate of this round that has something to tune, with its ranges.</summary>
    private static RoundDraft Begin(RevisitEvidence evidence) => new(
        [.. evidence.Set.Candidates
            .Where(candidate => RoundName.Round(candidate.Id) == evidence.Round && candidate.Space.Dimensions.Count > 0)
            .Select(candidate => candidate with
            {
                Id = RoundName.Of(RoundName.Candidate(candidate.Id), evidence.Round + 1),
                Reason = $"further trials are worth running after round {evidence.Round}",
                Trials = evidence.Further,
                FromDefaults = false,
                Portfolio = evidence.Untried(candidate),
                Until = null,
            })],
        []);

    private static string Reason(RoundDraft draft, RevisitEvidence evidence)
    {
        var searched = draft.Candidates.Where(candidate => candidate.Library.Count == 0).ToArray();
        if (searched.Length > 0)
        {
            var promise = searched.Max(candidate => evidence.ProspectOf(candidate)?.Expected);
            if (evidence.Time is { } time)
            {
                return $"another round, of {string.Join(" and ", searched.Select(candidate => RoundName.Candidate(candidate.Id)))}: "
                    + $"{time.Left:0.0} s of the budget of {time.Budget:0.###} s are left";
            }

            return "another round, of "
                + string.Join(" and ", searched.Select(candidate => $"{candidate.Trials} trials of {RoundName.Candidate(candidate.Id)}"))
                + $": it is expected to improve {evidence.Scorecard.Metric} by {promise:G3} (threshold {evidence.Worth:G3})";
        }

        var over = evidence.Round >= evidence.Rounds && draft.Notes.Any(note => note.Rule == "stop")
            ? "the rounds are used up"
            : "no further trials are worth running";
        return draft.Candidates.Count > 0 ? $"{over}; the best trials are combined" : "the search is over";
    }

    /// <summary>What the training units of this run took in total; reused results of earlier runs cost nothing.</summary>
    private static async Task<TimeSpan> TrainingTimeAsync(UnitContext context, CancellationToken cancellation) =>
        (await context.Records.UnitsAsync(context.Unit.Run, cancellation))
            .Where(unit => unit.Stage == Stage.Train.Slug && unit.EndedAt is not null)
            .Aggregate(TimeSpan.Zero, (sum, unit) => sum + (unit.EndedAt!.Value - unit.StartedAt));
}
