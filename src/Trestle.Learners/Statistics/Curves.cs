using Trestle.Learners.Metrics;

namespace Trestle.Learners.Statistics;

/// <summary>A point of the ROC curve: the rates when rows from a score upward count as positive.</summary>
public readonly record struct RocPoint(double Threshold, double FalsePositiveRate, double TruePositiveRate);

/// <summary>A point of the precision-recall curve: the rates when rows from a score upward count as positive.</summary>
public readonly record struct PrecisionRecallPoint(double Threshold, double Recall, double Precision);

/// <summary>Rows with similar scores: the predicted and the observed rate.</summary>
/// <param name="Rows">Number of rows, as they count.</param>
/// <param name="Predicted">Mean score.</param>
/// <param name="Observed">Share of positive rows.</param>
public readonly record struct CalibrationBin(double Rows, double Predicted, double Observed);

/// <summary>A point of the cumulative gain curve: what the rows from a score upward hold.</summary>
/// <param name="Threshold">The score.</param>
/// <param name="Share">Share of all rows. The lift is the share of the positive rows divided by it.</param>
/// <param name="Captured">Share of the positive rows.</param>
public readonly record struct GainPoint(double Threshold, double Share, double Captured);

/// <summary>A point of the cost curve.</summary>
/// <param name="ProbabilityCost">How much of the cost of all possible errors is that of overlooked positive rows, 0 to 1.</param>
/// <param name="Cost">Expected cost as a share of the largest possible one, at the threshold that suits these costs.</param>
public readonly record struct CostPoint(double ProbabilityCost, double Cost);

/// <summary>A point of the value curve: what it brings to act on the rows from a score upward.</summary>
public readonly record struct ValuePoint(double Threshold, double Share, double ValuePerRow);

/// <summary>
/// The curves of a scorecard, for binary outcomes (see <see cref="Outcomes.OneVersusRest"/> for a class of several), thinned to
/// <see cref="MaxPoints"/> points that are evenly spread over the distinct scores, including both ends. A curve that is not defined on
/// the rows is empty.
/// </summary>
public static class Curves
{
    /// <summary>Maximum number of points of a curve: as many as a chart can show.</summary>
    public const int MaxPoints = 200;

    private const int CostPoints = 101;

    /// <summary>From (0, 0), where no row is positive, to (1, 1), where all are. Empty without rows of both classes.</summary>
    public static IReadOnlyList<RocPoint> Roc(Outcome outcome)
    {
        if (outcome.IsBlank() || Cuts.Of(outcome) is not { Positives: > 0, Negatives: > 0 } cuts)
        {
            return [];
        }

        return
        [
            new RocPoint(double.PositiveInfinity, 0, 0),
            .. Thin(cuts.Count, MaxPoints - 1).Select(cut => new RocPoint(
                cuts.Scores[cut],
                cuts.FalsePositives[cut] / cuts.Negatives,
                cuts.TruePositives[cut] / cuts.Positives)),
        ];
    }

    /// <summary>From the highest score down, recall ascending to 1. Empty without a positive row.</summary>
    public static IReadOnlyList<PrecisionRecallPoint> PrecisionRecall(Outcome outcome)
    {
        if (outcome.IsBlank() || Cuts.Of(outcome) is not { Positives: > 0 } cuts)
        {
            return [];
        }

        return
        [
            .. Thin(cuts.Count, MaxPoints).Select(cut => new PrecisionRecallPoint(
                cuts.Scores[cut],
                cuts.TruePositives[cut] / cuts.Positives,
                cuts.Precision(cut))),
        ];
    }

    /// <summary>From (0, 0), where no row is taken, to (1, 1), where all are. Empty without a positive row.</summary>
    public static IReadOnlyList<GainPoint> Gain(Outcome outcome)
    {
        if (outcome.IsBlank() || Cuts.Of(outcome) is not { Positives: > 0 } cuts)
        {
            return [];
        }

        return
        [
            new GainPoint(double.PositiveInfinity, 0, 0),
            .. Thin(cuts.Count, MaxPoints - 1).Select(cut => new GainPoint(
                cuts.Scores[cut],
                (cuts.TruePositives[cut] + cuts.FalsePositives[cut]) / cuts.Total,
                cuts.TruePositives[cut] / cuts.Positives)),
        ];
    }

    /// <summary>
    /// The lower envelope of the cost lines of all thresholds (Drummond, Holte 2006: Cost curves, Machine Learning 65): at probability
    /// cost p a threshold costs (1 − true positive rate) · p + false positive rate · (1 − p). Deciding all rows alike costs min(p, 1 − p).
    /// At a hundred and one points; empty without rows of both classes.
    /// </summary>
    public static IReadOnlyList<CostPoint> Cost(Outcome outcome)
    {
        if (outcome.IsBlank() || Cuts.Of(outcome) is not { Positives: > 0, Negatives: > 0 } cuts)
        {
            return [];
        }

        var least = new double[CostPoints];
        for (var point = 0; point < least.Length; point++)
        {
            var p = (double)point / (CostPoints - 1);
            least[point] = p;
            for (var cut = 0; cut < cuts.Count; cut++)
            {
                var cost = (p * (cuts.Positives - cuts.TruePositives[cut]) / cuts.Positives)
                    + ((1 - p) * cuts.FalsePositives[cut] / cuts.Negatives);
                least[point] = Math.Min(least[point], cost);
            }
        }

        return [.. least.Select((cost, point) => new CostPoint((double)point / (CostPoints - 1), cost))];
    }

    /// <summary>The mean value of a row when the rows from a score upward are acted on; from none to all. Empty for blank rows.</summary>
    public static IReadOnlyList<ValuePoint> Value(Outcome outcome, CostMatrix costs)
    {
        if (outcome.IsBlank())
        {
            return [];
        }

        var cuts = Cuts.Of(outcome);
        return
        [
            new ValuePoint(double.PositiveInfinity, 0, costs.PerRow(new BinaryCounts(0, 0, cuts.Negatives, cuts.Positives))),
            .. Thin(cuts.Count, MaxPoints - 1).Select(cut => new ValuePoint(
                cuts.Scores[cut],
                (cuts.TruePositives[cut] + cuts.FalsePositives[cut]) / cuts.Total,
                costs.PerRow(new BinaryCounts(
                    cuts.TruePositives[cut], cuts.FalsePositives[cut], cuts.Negatives - cuts.FalsePositives[cut],
                    cuts.Positives - cuts.TruePositives[cut])))),
        ];
    }

    /// <summary>
    /// Rows in bins of about equal size, ascending by score. Rows with the same score stay together, in the bin of their middle, so
    /// there may be fewer bins.
    /// </summary>
    public static IReadOnlyList<CalibrationBin> Calibration(Outcome outcome, int bins = 10)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        if (outcome.IsBlank())
        {
            return [];
        }

        var cuts = Cuts.Of(outcome);
        var sums = new (double Rows, double Scores, double Positives)[bins];
        var (above, positivesAbove) = (0.0, 0.0);
        for (var cut = 0; cut < cuts.Count; cut++)
        {
            var upTo = cuts.TruePositives[cut] + cuts.FalsePositives[cut];
            var middle = (above + upTo) / 2 / cuts.Total;
            ref var bin = ref sums[bins - 1 - Math.Clamp((int)(middle * bins), 0, bins - 1)];
            bin.Rows += upTo - above;
            bin.Scores += (upTo - above) * cuts.Scores[cut];
            bin.Positives += cuts.TruePositives[cut] - positivesAbove;
            (above, positivesAbove) = (upTo, cuts.TruePositives[cut]);
        }

        return
        [
            .. sums.Where(bin => bin.Rows > 0)
                .Select(bin => new CalibrationBin(bin.Rows, bin.Scores / bin.Rows, bin.Positives / bin.Rows)),
        ];
    }

    /// <summary>At most <paramref name="limit"/> positions, evenly from 0 to count − 1.</summary>
    private static IEnumerable<int> Thin(int count, int limit) => count <= limit
        ? Enumerable.Range(0, count)
        : Enumerable.Range(0, limit).Select(i => (int)((long)i * (count - 1) / (limit - 1)));
}
