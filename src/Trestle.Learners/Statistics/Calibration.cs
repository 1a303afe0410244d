using Trestle.Core.Schema;
using Trestle.Learners.Metrics;

namespace Trestle.Learners.Statistics;

/// <summary>How well the probabilities of a binary model agree with how often the positive class occurs.</summary>
/// <param name="Error">
/// Expected calibration error: the mean difference of probability and share of positives over bins of about equally many rows, 0 to 1
/// (Naeini, Cooper, Hauskrecht 2015). On few rows it is above 0 for perfect probabilities, too.
/// </param>
/// <param name="Slope">
/// Slope of the log odds of the outcome on those of the probability (Cox 1958): 1 is right, below 1 the probabilities are too extreme.
/// </param>
/// <param name="SlopeError">Its standard error.</param>
/// <param name="Intercept">Log odds by which all probabilities are too low, on average: 0 is right.</param>
/// <param name="InterceptError">Its standard error.</param>
/// <param name="Reliability">Part of the Brier score that better calibration would save (Murphy 1973), over the same bins.</param>
/// <param name="Resolution">Part that telling rows apart saves.</param>
/// <param name="Uncertainty">The Brier score of the share of positives for every row.</param>
public sealed record Calibration(
    double Error, double Slope, double SlopeError, double Intercept, double InterceptError, double Reliability, double Resolution,
    double Uncertainty)
{
    private const int MostSteps = 50;
    private const double Smallest = 1e-12;

    /// <summary>
    /// Measures an outcome of two classes; or of several, where the probability of the predicted class is compared with how often it is the
    /// true one. Null for values, without rows of both kinds, and where a score is not a number.
    /// </summary>
    public static Calibration? Of(Outcome outcome) => outcome.Task switch
    {
        TaskKind.Regression => null,
        TaskKind.Multiclass => outcome.IsBlank() ? null : OfBinary(Predicted(outcome)),
        _ => OfBinary(outcome),
    };

    /// <summary>Whether the predicted class is the true one, and its probability.</summary>
    private static Outcome Predicted(Outcome outcome)
    {
        var (right, scores) = (new double[outcome.Rows], new double[outcome.Rows]);
        for (var row = 0; row < right.Length; row++)
        {
            var predicted = outcome.Class(row);
            (right[row], scores[row]) = (predicted == outcome.Labels[row] ? 1 : 0, outcome.Scores[(row * outcome.Outputs) + predicted]);
        }

        return new Outcome(TaskKind.Binary, right, scores, 1) { Weights = outcome.Weights };
    }

    private static Calibration? OfBinary(Outcome outcome)
    {
        if (outcome.IsBlank() || outcome.Labels.Distinct().Take(2).Count() < 2)
        {
            return null;
        }

        var (all, share) = (outcome.Total, outcome.MeanOfRows((label, _) => label));
        var (error, reliability, resolution) = (0.0, 0.0, 0.0);
        foreach (var bin in Curves.Calibration(outcome))
        {
            var weight = bin.Rows / all;
            error += weight * Math.Abs(bin.Predicted - bin.Observed);
            reliability += weight * (bin.Predicted - bin.Observed) * (bin.Predicted - bin.Observed);
            resolution += weight * (bin.Observed - share) * (bin.Observed - share);
        }

        var odds = Array.ConvertAll(outcome.Scores, LogOdds);
        var (_, slope, slopeError) = Fit(odds, outcome, fixedSlope: false);
        var (intercept, _, interceptError) = Fit(odds, outcome, fixedSlope: true);
        return new Calibration(error, slope, slopeError, intercept, interceptError, reliability, resolution, share * (1 - share));
    }

    private static double LogOdds(double probability)
    {
        var inside = Math.Clamp(probability, Smallest, 1 - Smallest);
        return Math.Log(inside / (1 - inside));
    }

    /// <summary>
    /// Logistic regression of the labels on the log odds by Newton's method, with the slope fixed at 1 if wanted; the error is that of
    /// the slope, or of the intercept where the slope is fixed. NaN where it does not settle: the scores separate the classes.
    /// </summary>
    private static (double Intercept, double Slope, double Error) Fit(double[] odds, Outcome rows, bool fixedSlope)
    {
        // Errors are those of as many rows that count the same as tell as much.
        var (labels, scale) = (rows.Labels, rows.Weights is { } weights ? EffectiveCount.Of(weights) / rows.Total : 1);
        var (intercept, slope) = (0.0, 1.0);
        for (var step = 0; step < MostSteps; step++)
        {
            var (a, b, aa, ab, bb) = (0.0, 0.0, 0.0, 0.0, 0.0);
            for (var row = 0; row < odds.Length; row++)
            {
                var p = 1 / (1 + Math.Exp(-(intercept + (slope * odds[row]))));
                var own = scale * rows.Weight(row);
                var weight = own * p * (1 - p);
                (a, b) = (a + (own * (labels[row] - p)), b + (own * (labels[row] - p) * odds[row]));
                (aa, ab, bb) = (aa + weight, ab + (weight * odds[row]), bb + (weight * odds[row] * odds[row]));
            }

            var determinant = (aa * bb) - (ab * ab);
            var (moveA, moveB) = fixedSlope ? (a / aa, 0) : (((bb * a) - (ab * b)) / determinant, ((aa * b) - (ab * a)) / determinant);
            (intercept, slope) = (intercept + moveA, slope + moveB);
            if (Math.Abs(moveA) + Math.Abs(moveB) < 1e-10)
            {
                return (intercept, slope, fixedSlope ? Math.Sqrt(1 / aa) : Math.Sqrt(aa / determinant));
            }
        }

        return (double.NaN, double.NaN, double.NaN);
    }
}
