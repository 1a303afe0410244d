using Trestle.Stages.Kernel.Running;

namespace Trestle.Stages.RevisitCandidates;

/// <summary>
/// Moves an end of a range outward by half of the range's width, as far as the learner allows, when the best trial is within a
/// twentieth of that end: better values may lie beyond it.
/// </summary>
internal sealed class Widen : IRevisitRule
{
    private const double Edge = 0.05;
    private const double Step = 0.5;

    /// <inheritdoc/>
    public string Name => "widen";

    /// <inheritdoc/>
    public RoundDraft Apply(RoundDraft draft, RevisitEvidence evidence) => draft.Ranges(Name, (candidate, dimension) =>
    {
        var tried = evidence.Set.Candidates.Last(
            other => RoundName.Candidate(other.Id) == RoundName.Candidate(candidate.Id)).Space.Dimensions.Single(
                other => other.Name == dimension.Name);
        var best = evidence.Good(candidate)[0].Trial.Parameters[dimension.Name];
        return (Beyond(dimension, tried, best), $"the best trial, {best:G4}, is at the end of {tried.Low:G4} to {tried.High:G4}");
    });

    /// <summary>The range, widened where the best value is at an end of the range that was tried.</summary>
    public static Dimension Beyond(Dimension range, Dimension tried, double best)
    {
        var position = tried.Position(best);
        return range with
        {
            Low = position <= Edge ? Math.Min(range.Low, tried.Beyond(-Step)) : range.Low,
            High = position >= 1 - Edge ? Math.Max(range.High, tried.Beyond(1 + Step)) : range.High,
        };
    }
}
