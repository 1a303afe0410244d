using Trestle.Learners.Metrics;

namespace Trestle.Learners.Statistics;

/// <summary>
/// The paired randomisation test (Fisher 1935; Pitman 1937): if two models do not differ, it is random which of them gave which score
/// to a row, so the observed difference is compared with those after random swaps. Rows that depend on each other change places together:
/// those of a group, or blocks of times as long as the difference depends on itself. Exact for any metric and any distribution of the
/// errors when these are independent.
/// </summary>
/// <remarks>
/// For a metric of rank the scores are replaced by their ranks within each model, so that a model whose scores are smaller as a whole
/// changes places with another without a change of the order (Bandos, Rockette, Gur, Statistics in Medicine 24, 2005).
/// </remarks>
public static class Randomisation
{
    /// <summary>
    /// The block length that is best for a variance leaves neighbouring blocks correlated; a swap needs them independent.
    /// </summary>
    private const int Longer = 2;

    /// <summary>
    /// Probability of a difference metric(a) − metric(b), in the metric's good direction, at least as large as the observed one if the
    /// models are no different. Row i of both outcomes is the same row, and depends on others as in <paramref name="a"/>; with groups and
    /// times, the larger of the probabilities of both. 1 when the metric is not defined.
    /// </summary>
    public static double PValue(IMetric metric, Outcome a, Outcome b, int draws, int seed, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        var sign = metric.HigherIsBetter ? 1 : -1;
        var observed = sign * (metric.Measure(a) - metric.Measure(b));
        if (double.IsNaN(observed))
        {
            return 1;
        }

        var (first, second) = metric.IsOfRank ? (Ranks(a), Ranks(b)) : (a, b);
        return Partitions(metric, a, b, cancellation).Max(
            units => PValue(metric, first, second, units, sign, observed, draws, seed, cancellation));
    }

    private static IEnumerable<RowUnits> Partitions(IMetric metric, Outcome a, Outcome b, CancellationToken cancellation)
    {
        if (a.Dependence.IsNone)
        {
            yield return RowUnits.Rows(a.Rows);
        }

        if (a.Dependence.Groups is { } groups)
        {
            yield return RowUnits.Groups(groups);
        }

        if (a.Dependence.Times is { } times)
        {
            var block = Resampling.BlockOf(metric, times, Bootstrap.Between(metric, a, b), cancellation);
            yield return RowUnits.Times(times).Blocks(block == 1 ? 1 : Longer * block);
        }
    }

    private static double PValue(
        IMetric metric, Outcome a, Outcome b, RowUnits units, int sign, double observed, int draws, int seed,
        CancellationToken cancellation)
    {
        var asLarge = 0;
        Parallel.For(0, draws, new ParallelOptions { CancellationToken = cancellation }, draw =>
        {
            var random = new SplitMix64(seed, draw);
            var swap = new bool[units.Count];
            for (var unit = 0; unit < swap.Length; unit++)
            {
                swap[unit] = random.Below(2) == 0;
            }

            var (first, second) = (new double[a.Scores.Length], new double[b.Scores.Length]);
            for (var i = 0; i < first.Length; i++)
            {
                (first[i], second[i]) = swap[units.Of[i / a.Outputs]] ? (b.Scores[i], a.Scores[i]) : (a.Scores[i], b.Scores[i]);
            }

            var difference = sign * (metric.Measure(a with { Scores = first }) - metric.Measure(b with { Scores = second }));
            if (!(difference < observed - (1e-12 * Math.Abs(observed))))
            {
                Interlocked.Increment(ref asLarge);
            }
        });
        return (1.0 + asLarge) / (1 + draws);
    }

    /// <summary>The outcome with the ranks of its scores, from 0 to 1, equal ones with their middle rank, each output by itself.</summary>
    private static Outcome Ranks(Outcome outcome)
    {
        var ranks = new double[outcome.Scores.Length];
        for (var output = 0; output < outcome.Outputs; output++)
        {
            int[] order = [.. Enumerable.Range(0, outcome.Rows)];
            double[] scores = [.. order.Select(row => outcome.Scores[(row * outcome.Outputs) + output])];
            Array.Sort(scores, order);
            for (var (from, to) = (0, 0); from < order.Length; from = to)
            {
                while (to < order.Length && scores[to] == scores[from])
                {
                    to++;
                }

                for (var place = from; place < to; place++)
                {
                    ranks[(order[place] * outcome.Outputs) + output] = (from + to) / 2.0 / outcome.Rows;
                }
            }
        }

        return outcome with { Scores = ranks };
    }
}
