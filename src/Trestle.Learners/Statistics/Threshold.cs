using Trestle.Core.Errors;
using Trestle.Learners.Metrics;

namespace Trestle.Learners.Statistics;

/// <summary>A decision threshold and what it decides on the rows from which it was chosen.</summary>
/// <param name="Threshold">The probability from which a row counts as positive.</param>
/// <param name="Counts">The decisions, right and wrong.</param>
public sealed record ThresholdChoice(double Threshold, BinaryCounts Counts);

/// <summary>
/// Chooses the threshold of a binary decision from scores of rows that the model has not learned from. A threshold is in the middle of
/// the gap between two scores (0 and 1 close the outer gaps); among equally good ones the one in the widest gap is taken, as the least
/// sensitive to small changes of the scores, then the highest. Each is O(n log n); a <see cref="TrestleException"/> when the objective
/// is undefined everywhere.
/// </summary>
public static class Threshold
{
    /// <summary>Where F1 is highest.</summary>
    public static ThresholdChoice F1(Outcome outcome) => Best(outcome, counts => counts.F1);

    /// <summary>Where recall + specificity − 1 is highest.</summary>
    public static ThresholdChoice Youden(Outcome outcome) => Best(outcome, counts => counts.Youden);

    /// <summary>Where the mean of recall and specificity is highest, which is where Youden's index is.</summary>
    public static ThresholdChoice BalancedAccuracy(Outcome outcome) => Best(outcome, counts => counts.BalancedAccuracy);

    /// <summary>Where the value of a row is highest.</summary>
    public static ThresholdChoice Value(Outcome outcome, CostMatrix costs) => Best(outcome, costs.PerRow);

    /// <summary>A given threshold.</summary>
    public static ThresholdChoice Fixed(Outcome outcome, double threshold) =>
        new(threshold, BinaryCounts.Of(outcome with { Threshold = threshold }));

    /// <summary>
    /// Where <paramref name="worth"/> is highest; NaN never is. At most a share of <paramref name="capacity"/> of the rows is positive,
    /// where one is given.
    /// </summary>
    public static ThresholdChoice Best(Outcome outcome, Func<BinaryCounts, double> worth, double? capacity = null) =>
        outcome.IsBlank() ? throw new TrestleException(MetricErrors.NoThreshold("there are no rows, or a score is not a number"))
        : Find(outcome, worth, capacity) ?? throw new TrestleException(MetricErrors.NoThreshold("one class is missing among the rows"));

    /// <summary>As <see cref="Best"/>; null where the objective is undefined everywhere.</summary>
    internal static ThresholdChoice? Find(Outcome outcome, Func<BinaryCounts, double> worth, double? capacity = null)
    {
        if (outcome.IsBlank())
        {
            return null;
        }

        var cuts = Cuts.Of(outcome);
        ThresholdChoice? best = null;
        var (bestWorth, bestGap) = (double.NegativeInfinity, 0.0);
        for (var cut = -1; cut < cuts.Count; cut++)
        {
            var counts = Counts(cuts, cut);
            if (capacity is { } most && counts.TruePositives + counts.FalsePositives > most * counts.Rows)
            {
                break;
            }

            var value = worth(counts);
            var (low, high) = Gap(cuts, cut);
            if (value > bestWorth || (value == bestWorth && high - low > bestGap))
            {
                best = new ThresholdChoice(Middle(low, high), counts);
                (bestWorth, bestGap) = (value, high - low);
            }
        }

        return best;
    }

    /// <summary>
    /// Where rows of different amounts are worth most together, when all are decided at one threshold; null for blank rows.
    /// </summary>
    internal static double? OfValue(Outcome outcome, RowValues values, double? capacity)
    {
        if (outcome.IsBlank())
        {
            return null;
        }

        int[] order = [.. Enumerable.Range(0, outcome.Rows).OrderByDescending(row => outcome.Scores[row])];
        var scores = Array.ConvertAll(order, row => outcome.Scores[row]);
        var (sum, best, bestGap, threshold) = (0.0, double.NegativeInfinity, 0.0, 0.0);
        var (used, most) = (0.0, capacity is { } share ? share * outcome.Total : double.PositiveInfinity);
        for (var taken = 0; taken <= order.Length; taken++)
        {
            if (taken > 0)
            {
                var (row, label) = (order[taken - 1], (int)outcome.Labels[order[taken - 1]]);
                var weight = outcome.Weight(row);
                used += weight;
                sum += weight * (values.OfClass(label, 1, outcome.Amounts, row) - values.OfClass(label, 0, outcome.Amounts, row));
            }

            if (used > most)
            {
                break;
            }

            var low = taken < scores.Length ? scores[taken] : Math.Min(0, scores[^1]);
            var high = taken > 0 ? scores[taken - 1] : Math.Max(1, Math.BitIncrement(scores[0]));
            if ((high > low || taken == scores.Length) && (sum > best || (sum == best && high - low > bestGap)))
            {
                (best, bestGap, threshold) = (sum, high - low, Middle(low, high));
            }
        }

        return threshold;
    }

    /// <summary>The gain above which at most a share of the rows lies, at least 0; null for blank rows.</summary>
    internal static double? OfGains(Outcome outcome, RowValues values, double capacity)
    {
        if (outcome.IsBlank())
        {
            return null;
        }

        var (used, most) = (0.0, capacity * outcome.Total);
        foreach (var (gain, weight) in Enumerable.Range(0, outcome.Rows)
            .Select(row => (Gain: values.Gain(outcome.Scores[row], outcome.Amounts, row), Weight: outcome.Weight(row)))
            .OrderByDescending(row => row.Gain))
        {
            used += weight;
            if (used > most)
            {
                return Math.Max(0, gain);
            }
        }

        return 0;
    }

    /// <summary>The decisions when the scores down to that of a cut are positive; for cut −1 none is.</summary>
    private static BinaryCounts Counts(Cuts cuts, int cut)
    {
        var (positives, negatives) = cut < 0 ? (0.0, 0.0) : (cuts.TruePositives[cut], cuts.FalsePositives[cut]);
        return new BinaryCounts(positives, negatives, cuts.Negatives - negatives, cuts.Positives - positives);
    }

    /// <summary>A threshold above the first and up to the second decides as a cut does.</summary>
    private static (double Low, double High) Gap(Cuts cuts, int cut)
    {
        var low = cut + 1 < cuts.Count ? cuts.Scores[cut + 1] : Math.Min(0, cuts.Scores[cut]);
        var high = cut >= 0 ? cuts.Scores[cut] : Math.Max(1, Math.BitIncrement(cuts.Scores[0]));
        return (low, high);
    }

    private static double Middle(double low, double high)
    {
        var middle = low + ((high - low) / 2);
        return middle > low ? middle : high;
    }
}
