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
    /// <inheritdoc/>
    public Stage Stage => Stage.RevisitCandidates;

    /// <inheritdoc/>
    public IReadOnlyList<string> Shards(ArtifactReader artifacts) => artifacts.Rounds();

    /// <inheritdoc/>
    public async Task RunAsync(UnitContext context, CancellationToken cancellation)
    {
        var settings = context.Read(RevisitCandidatesSettings.Section);
        var spent = settings.Time is null ? (TimeSpan?)null : await TrainingTimeAsync(context, cancellation);
        var further = settings.Trials ?? Math.Max(1, context.Read(Section.Train).Trials / 2);
        context.Write(Artifact.CandidateRound, Decide(new RevisitEvidence(
            settings, context.Candidates(), context.ReadAll(Artifact.Trials), context.Read(Artifact.Scorecard), further, spent)));
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
            TrialsRun = evidence.Ran.Values.Sum(ran => ran.Count),
            SecondsSpent = evidence.Spent?.TotalSeconds,
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
            })],
        []);

    private static string Reason(RoundDraft draft, RevisitEvidence evidence)
    {
        var searched = draft.Candidates.Where(candidate => candidate.Library.Count == 0).ToArray();
        if (searched.Length > 0)
        {
            var promise = searched.Max(candidate => evidence.ProspectOf(candidate)?.Expected);
            return "another round, of "
                + string.Join(" and ", searched.Select(candidate => $"{candidate.Trials} trials of {RoundName.Candidate(candidate.Id)}"))
                + $": it is expected to improve {evidence.Scorecard.Metric} by {promise:G3} (threshold {evidence.Worth:G3})";
        }

        var over = evidence.Round >= evidence.Settings.Rounds && draft.Notes.Any(note => note.Rule == "stop")
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
