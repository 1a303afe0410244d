using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Server.Api;

/// <summary>The candidates of a run: ranking and metrics.</summary>
internal static class ModelsEndpoints
{
    /// <summary>One line of the leaderboard.</summary>
    public sealed record LeaderboardLine(
        int Rank, string Candidate, bool Baseline, bool Blessed, bool Chosen, MetricValue OutOfFold, MetricValue Test)
    {
        /// <summary>The out-of-fold figure, corrected for the choice among all trials; null for baselines.</summary>
        public MetricValue? Corrected { get; init; }
    }

    /// <summary>The candidates ranked by the objective, best first.</summary>
    public sealed record Leaderboard(
        int Run, string Metric, bool HigherIsBetter, double Level, long TrainRows, long TestRows, IReadOnlyList<LeaderboardLine> Lines)
    {
        /// <summary>Trials that the models were chosen from.</summary>
        public int Trials { get; init; }

        /// <summary>What the test part says against the selected model; null where none is selected.</summary>
        public CheckResult? Generalisation { get; init; }
    }

    /// <summary>Adds the endpoints.</summary>
    public static void MapModels(this IEndpointRouteBuilder api)
    {
        var models = api.MapGroup("/models").WithTags("Models");
        models.MapGet("", LeaderboardAsync).WithSummary("The leaderboard: candidates ranked by the objective, with intervals");
        models.MapGet("/{candidate}", CandidateAsync).WithSummary("All results of a candidate: metrics, slices, plots, comparisons");
    }

    /// <summary>The leaderboard of a run.</summary>
    public static async Task<Leaderboard> LeaderboardAsync(ServedProject served, CancellationToken cancellation, string? run = null)
    {
        var (number, card) = await served.ReadAsync(run, Artifact.Scorecard, cancellation);
        var artifacts = await served.ArtifactsAsync(number, cancellation);
        var chosen = artifacts.Has(Artifact.SelectedModel) ? artifacts.Read(Artifact.SelectedModel) : null;
        var baselines = artifacts.Read(Artifact.CandidateSet).Candidates.Where(candidate => candidate.Baseline)
            .Select(candidate => candidate.Id).ToHashSet();
        var ranked = card.Candidates
            .Select(candidate => (Scores: candidate, OutOfFold: Objective(candidate.OutOfFold), Test: Objective(candidate.Test)))
            .OrderBy(line => card.HigherIsBetter ? -line.OutOfFold.Value : line.OutOfFold.Value)
            .ThenBy(line => line.Scores.Candidate, StringComparer.Ordinal);
        return new Leaderboard(
            number,
            card.Metric,
            card.HigherIsBetter,
            card.Level,
            card.TrainRows,
            card.TestRows,
            [.. ranked.Select((line, i) => new LeaderboardLine(
                i + 1, line.Scores.Candidate, baselines.Contains(line.Scores.Candidate), line.Scores.Blessed,
                line.Scores.Candidate == chosen?.Candidate, line.OutOfFold, line.Test)
            {
                Corrected = line.Scores.Corrected,
            })])
        {
            Trials = card.Trials,
            Generalisation = chosen?.Generalisation,
        };

        MetricValue Objective(IReadOnlyList<MetricValue> metrics) => metrics.Single(metric => metric.Metric == card.Metric);
    }

    private static async Task<CandidateScores> CandidateAsync(
        string candidate, ServedProject served, CancellationToken cancellation, string? run = null)
    {
        var card = (await served.ReadAsync(run, Artifact.Scorecard, cancellation)).Document;
        return card.Candidates.FirstOrDefault(scores => scores.Candidate == candidate)
            ?? throw RefusedException.NotFound(
                ServerErrors.NoCandidate(candidate, [.. card.Candidates.Select(scores => scores.Candidate)]));
    }
}
