using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Kernel.Tables;

namespace Trestle.Stages.Train;

/// <summary>
/// The comparison of a trial on its first folds with the best trial so far, on the same rows: a paired bootstrap, one-sided. The further
/// folds are only run while the trial may still win (racing: Maron, Moore 1994, Hoeffding races, NIPS 6; López-Ibáñez et al. 2016, The
/// irace package). A trial that is as good is lost with a probability of one in ten.
/// </summary>
internal sealed class Race(IMetric metric, DecisionRule? rule, TaskKind task, int seed)
{
    private const double Level = 0.8;
    private const int Resamples = 200;

    /// <summary>Rows that are compared, evenly picked; more would rarely decide otherwise.</summary>
    private const int MostRows = 5000;

    /// <summary>The metric at which decisions are compared: at the best threshold of each.</summary>
    private readonly IMetric measured = rule?.AtBest(metric) ?? metric;

    /// <summary>How many of the rounds come first; all when there are too few to stop in between.</summary>
    public static int FirstRounds(int rounds) => rounds < 4 ? rounds : rounds / 2;

    /// <summary>Why a trial is lost, from its scores on its first folds and those of the leader on all; null while it may win.</summary>
    public string? Lost(IReadOnlyList<ScoredRows> scored, TrialName leader, IReadOnlyList<ScoredRows> best, CancellationToken cancellation)
    {
        var folds = scored.Select(part => part.Fold).ToHashSet();
        var (own, other) = (
            ScoredRows.Whole(task, scored), ScoredRows.Whole(task, [.. best.Where(part => folds.Contains(part.Fold))]));
        var step = 1 + ((own.Rows - 1) / MostRows);
        int[] picked = [.. Enumerable.Range(0, own.Rows).Where(row => row % step == 0)];
        var difference = Bootstrap.Difference(
            measured, own.Take(picked), other.Take(picked), Resamples, Level, seed, cancellation);
        return (metric.HigherIsBetter ? difference.High < 0 : difference.Low > 0)
            ? $"on {Format.Count(scored.Count, "fold")} {metric.Name} is {Format.Difference(difference.Value)} "
                + $"{Format.Differences(difference.Low, difference.High)} from {leader}"
            : null;
    }
}
