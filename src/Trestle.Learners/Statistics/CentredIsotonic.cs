using Trestle.Learners.Metrics;

namespace Trestle.Learners.Statistics;

/// <summary>
/// Centred isotonic regression (Oron, Flournoy 2017): the probabilities that fit best among those that ascend with the score (pool
/// adjacent violators), joined by straight lines between the centres of the pools. Unlike the usual steps it keeps the order of rows.
/// </summary>
public static class CentredIsotonic
{
    /// <summary>The map from the scores of binary rows to probabilities; null without rows of both classes.</summary>
    public static ScoreMap? Fit(Outcome outcome)
    {
        if (outcome.IsBlank() || outcome.Labels.Distinct().Take(2).Count() < 2)
        {
            return null;
        }

        var pools = Pools(outcome);
        var (from, to) = (new List<double>(), new List<double>());
        for (var i = 0; i < pools.Count; i++)
        {
            // A share of 0 or 1 in the outer pools is no certainty: half a row is missing.
            var share = pools[i].Positives / pools[i].Rows;
            var margin = 0.5 / (pools[i].Rows + 1);
            from.Add(pools[i].Scores / pools[i].Rows);
            to.Add(share == 0 ? Math.Min(margin, Share(pools, i + 1) / 2)
                : share == 1 ? Math.Max(1 - margin, (1 + Share(pools, i - 1)) / 2)
                : share);
        }

        if (from[0] > 0)
        {
            from.Insert(0, 0);
            to.Insert(0, 0);
        }

        if (from[^1] < 1)
        {
            from.Add(1);
            to.Add(1);
        }

        return from.Count < 2 ? null : new ScoreMap([.. from], [.. to]) is { IsValid: true } map ? map : null;
    }

    /// <summary>
    /// Runs of scores, ascending, each with a larger share of positives than the one before; rows as they count, 1 on average.
    /// </summary>
    internal static List<(double Rows, double Scores, double Positives)> Pools(Outcome outcome)
    {
        var (scores, labels, weights) = Cuts.Ascending(outcome);
        var scale = outcome.Rows / outcome.Total;
        var pools = new List<(double Rows, double Scores, double Positives)>();
        for (var row = 0; row < scores.Length;)
        {
            var pool = (Rows: 0.0, Scores: 0.0, Positives: 0.0);
            for (var first = scores[row]; row < scores.Length && scores[row] == first; row++)
            {
                var weight = scale * (weights?[row] ?? 1);
                pool = (pool.Rows + weight, pool.Scores + (weight * scores[row]), pool.Positives + (weight * labels[row]));
            }

            while (pools.Count > 0 && pools[^1].Positives * pool.Rows >= pool.Positives * pools[^1].Rows)
            {
                var before = pools[^1];
                pool = (before.Rows + pool.Rows, before.Scores + pool.Scores, before.Positives + pool.Positives);
                pools.RemoveAt(pools.Count - 1);
            }

            pools.Add(pool);
        }

        return pools;
    }

    private static double Share(List<(double Rows, double Scores, double Positives)> pools, int at) =>
        at < 0 ? 0 : at == pools.Count ? 1 : pools[at].Positives / pools[at].Rows;
}
