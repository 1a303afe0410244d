using Trestle.Learners.Metrics;

namespace Trestle.Learners.Statistics;

/// <summary>
/// The paired randomisation test (Fisher 1935; Pitman 1937): if two models do not differ, it is random which of them gave which score
/// to a row, so the observed difference is compared with those after random swaps. Exact for any metric and any distribution of the
/// errors when rows, or blocks of neighbours, are independent.
/// </summary>
public static class Randomisation
{
    /// <summary>
    /// Probability of a difference metric(a) − metric(b), in the metric's good direction, at least as large as the observed one if the
    /// models are no different. Row i of both outcomes is the same row; <paramref name="block"/> neighbours are swapped together. 1 when
    /// the metric is not defined.
    /// </summary>
    public static double PValue(IMetric metric, Outcome a, Outcome b, int block, int draws, int seed, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(block, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        var sign = metric.HigherIsBetter ? 1 : -1;
        var observed = sign * (metric.Measure(a) - metric.Measure(b));
        if (double.IsNaN(observed))
        {
            return 1;
        }

        var asLarge = 0;
        Parallel.For(0, draws, new ParallelOptions { CancellationToken = cancellation }, draw =>
        {
            var random = new SplitMix64(seed, draw);
            var (first, second) = (new double[a.Scores.Length], new double[b.Scores.Length]);
            for (var row = 0; row < a.Rows; row += block)
            {
                var start = row * a.Outputs;
                var length = Math.Min(block, a.Rows - row) * a.Outputs;
                var swap = random.Below(2) == 0;
                Array.Copy(swap ? b.Scores : a.Scores, start, first, start, length);
                Array.Copy(swap ? a.Scores : b.Scores, start, second, start, length);
            }

            var difference = sign * (metric.Measure(a with { Scores = first }) - metric.Measure(b with { Scores = second }));
            if (!(difference < observed - (1e-12 * Math.Abs(observed))))
            {
                Interlocked.Increment(ref asLarge);
            }
        });
        return (1.0 + asLarge) / (1 + draws);
    }
}
