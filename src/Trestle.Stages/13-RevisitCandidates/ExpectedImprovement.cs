namespace Trestle.Stages.RevisitCandidates;

/// <summary>
/// How much further draws are expected to improve the best score, from the upper tail of the scores so far. The excesses of the best
/// third over the next score are modelled as exponential: the generalised Pareto tail of peaks over a threshold (Pickands 1975,
/// Statistical inference using extreme order statistics) with shape 0. Scores with a shorter tail, such as normal or bounded ones,
/// improve less, so the estimate errs towards searching on; for exponential ones it predicts seven tenths of the improvement.
/// </summary>
internal static class ExpectedImprovement
{
    /// <summary>Fewer scores than this say nothing about further ones.</summary>
    public const int LeastScores = 4;

    /// <summary>How many of the best scores form the tail.</summary>
    public static int Exceeding(int scores) => (scores + 2) / 3;

    /// <summary>
    /// The expectation of max(0, greatest of <paramref name="further"/> draws − <paramref name="best"/>), where higher is better.
    /// With threshold u, mean excess σ and k of n scores above u, a draw exceeds the best with the chance
    /// q = k/n · exp(−(best − u)/σ), and the expectation is σ · Σ (1 − (1 − q)^j) / j over j = 1 … further.
    /// </summary>
    /// <param name="scores">The finite scores so far.</param>
    /// <param name="best">The best score, of these or of other candidates: not below any of them.</param>
    /// <param name="further">Number of further draws.</param>
    /// <returns>Null when there are fewer than <see cref="LeastScores"/>.</returns>
    public static double? Of(IReadOnlyList<double> scores, double best, int further)
    {
        if (scores.Count < LeastScores)
        {
            return null;
        }

        double[] sorted = [.. scores.OrderDescending()];
        var k = Exceeding(sorted.Length);
        var threshold = sorted[k];
        var mean = sorted.Take(k).Average(score => score - threshold);
        if (mean <= 0)
        {
            return 0;
        }

        var chance = (double)k / sorted.Length * Math.Exp(-(best - threshold) / mean);
        var (sum, none) = (0.0, 1.0);
        for (var draw = 1; draw <= further; draw++)
        {
            none *= 1 - chance;
            sum += (1 - none) / draw;
        }

        return mean * sum;
    }
}
