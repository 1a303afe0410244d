using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Stages.ProposeCandidates.Search;

/// <summary>The candidates of all rounds of search opened so far.</summary>
internal static class SearchedCandidates
{
    /// <summary>The candidates, those of the first round first.</summary>
    public static CandidateSet Candidates(this ArtifactReader artifacts) =>
        Join(artifacts.Read(Artifact.CandidateSet), artifacts.ReadAll(Artifact.CandidateRound).Values);

    /// <summary>The candidates, those of the first round first.</summary>
    public static CandidateSet Candidates(this UnitContext context) =>
        Join(context.Read(Artifact.CandidateSet), context.ReadAll(Artifact.CandidateRound).Values);

    /// <summary>The shards of an undivided stage of the loop: one per round.</summary>
    public static IReadOnlyList<string> Rounds(this ArtifactReader artifacts) =>
        [
            .. Enumerable.Range(
                1, 1 + artifacts.ReadAll(Artifact.CandidateRound).Values.Count(round => round.Next is not null)).Select(RoundName.Whole)];

    private static CandidateSet Join(CandidateSet first, IEnumerable<CandidateRound> rounds) =>
        first with { Candidates = [.. first.Candidates, .. rounds.SelectMany(round => round.Next?.Candidates ?? [])] };
}
