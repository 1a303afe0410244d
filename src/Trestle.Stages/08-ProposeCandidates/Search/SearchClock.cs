using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Stages.ProposeCandidates.Search;

/// <summary>How long a search with a time budget has taken so far: of this run, or of an earlier one whose rounds are used again.</summary>
internal static class SearchClock
{
    /// <summary>Seconds from the beginning of the search, in a round of it.</summary>
    public static async Task<double> ElapsedAsync(UnitContext context, int round, CancellationToken cancellation)
    {
        var before = context.ReadAll(Artifact.CandidateRound).Values.Where(decision => decision.Round < round)
            .Select(decision => decision.SecondsSpent ?? 0).DefaultIfEmpty(0).Max();
        var now = context.Clock.GetUtcNow();
        var began = (await TrainingAsync(context, round, cancellation)).Select(unit => unit.StartedAt).DefaultIfEmpty(now).Min();
        return before + Math.Max(0, (now - began).TotalSeconds);
    }

    /// <summary>Seconds since the training of a round has ended: what its checks and figures took.</summary>
    public static async Task<double> AfterTrainingAsync(UnitContext context, int round, CancellationToken cancellation)
    {
        var ended = (await TrainingAsync(context, round, cancellation)).Max(unit => unit.EndedAt) ?? context.Clock.GetUtcNow();
        return Math.Max(0, (context.Clock.GetUtcNow() - ended).TotalSeconds);
    }

    private static async Task<IReadOnlyList<Storage.Records.UnitRecord>> TrainingAsync(
        UnitContext context, int round, CancellationToken cancellation) =>
        [
            .. (await context.Records.UnitsAsync(context.Unit.Run, cancellation))
                .Where(unit => unit.Stage == Stage.Train.Slug && RoundName.Round(unit.Shard) == round),
        ];
}
