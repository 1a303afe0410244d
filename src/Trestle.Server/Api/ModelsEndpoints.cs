using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Server.Api;

/// <summary>The candidates of a run: ranking and metrics.</summary>
internal static class ModelsEndpoints
{
    /// <summary>One line of the leaderboard.</summary>
    public sealed record LeaderboardLine(
        int Rank, string Candidate, bool Baseline, bool Blessed, bool Chosen, MetricValue OutOfFold, MetricValue Test);

    /// <summary>The candidates ranked by the objective, best first.</summary>
    public sealed record Leaderboard(
        int Run, string Metric, bool HigherIsBetter, double Level, long TrainRows, long TestRows, IReadOnlyList<LeaderboardLine> Lines);

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
        var chosen = artifacts.Has(Artifact.SelectedModel) ? artifacts.Read(Artifact.SelectedModel).Candidate : null;
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
                line.Scores.Candidate == chosen, line.OutOfFold, line.Test))]);

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
