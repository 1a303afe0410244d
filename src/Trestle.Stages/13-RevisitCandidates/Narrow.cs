using Trestle.Learners.Statistics;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Stages.RevisitCandidates;

/// <summary>
/// Shrinks each range to where the best third of the trials are: from their 10 % to their 90 % quantile on the scale of the search,
/// always including the best trial, and at most to half per round, because a few trials can agree by chance.
/// </summary>
internal sealed class Narrow : IRevisitRule
{
    private const double Tail = 0.1;
    private const double Margin = 0.05;
    private const double LeastWidth = 0.5;

    /// <inheritdoc/>
    public string Name => "narrow";

    /// <inheritdoc/>
    public RoundDraft Apply(RoundDraft draft, RevisitEvidence evidence) => draft.Ranges(Name, (candidate, dimension) =>
    {
        var good = evidence.Good(candidate);
        var changed = Around(dimension, [.. good.Select(ran => ran.Trial.Parameters[dimension.Name])]);
        return (changed, $"it holds the best {good.Count} of {evidence.Ran[RoundName.Candidate(candidate.Id)].Count} trials");
    });

    /// <summary>The range around values of which the first is the best.</summary>
    public static Dimension Around(Dimension dimension, IReadOnlyList<double> values)
    {
        double[] positions = [.. values.Select(value => Math.Clamp(dimension.Position(value), 0, 1))];
        double[] sorted = [.. positions.Order()];
        var low = Math.Min(Quantile.OfSorted(sorted, Tail), positions[0]) - Margin;
        var high = Math.Max(Quantile.OfSorted(sorted, 1 - Tail), positions[0]) + Margin;
        var missing = Math.Max(0, LeastWidth - (high - low)) / 2;
        (low, high) = (low - missing, high + missing);
        (low, high) = low < 0 ? (0, high - Math.Min(low, 0)) : high > 1 ? (low - (high - 1), 1) : (low, high);
        var best = Math.Clamp(values[0], dimension.Low, dimension.High);
        return dimension with
        {
            Low = Math.Min(dimension.At(Math.Max(low, 0)), best),
            High = Math.Max(dimension.At(Math.Min(high, 1)), best),
            Default = best,
            Least = dimension.Least ?? dimension.Low,
            Most = dimension.Most ?? dimension.High,
        };
    }
}
