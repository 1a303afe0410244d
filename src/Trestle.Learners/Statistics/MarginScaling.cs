using Trestle.Core.Schema;
using Trestle.Learners.Metrics;

namespace Trestle.Learners.Statistics;

/// <summary>
/// The map by the logarithms of probabilities that makes the log loss of some rows smallest: a slope (temperature scaling: Guo, Pleiss,
/// Sun, Weinberger 2017: On calibration of modern neural networks), for two classes also an intercept (Platt 1999: Probabilistic outputs
/// for support vector machines, on the log odds). The loss is convex; it is made small by Newton's method with halved steps.
/// </summary>
public static class MarginScaling
{
    private const int MostSteps = 100;
    private const int MostHalvings = 40;
    private const double Settled = 1e-10;

    /// <summary>
    /// The map of a slope alone; null without rows of two classes, or where the slope would not end between a hundredth and a hundred: the
    /// scores separate the classes, or say nothing.
    /// </summary>
    public static MarginMap? Temperature(Outcome rows) => CanFit(rows) ? Usable(rows.Outputs == 1
        ? Binary(rows, intercept: false)
        : Several(rows)) : null;

    /// <summary>The map of slope and intercept, for two classes; null as for <see cref="Temperature"/>.</summary>
    public static MarginMap? Platt(Outcome rows) => rows.Outputs == 1 && CanFit(rows) ? Usable(Binary(rows, intercept: true)) : null;

    private static bool CanFit(Outcome rows) =>
        rows.Task != TaskKind.Regression && !rows.IsBlank() && rows.Labels.Distinct().Take(2).Count() == 2;

    private static MarginMap? Usable(MarginMap? map) => map is { IsValid: true, Slope: > 0.01 and < 100 } ? map : null;

    private static MarginMap? Binary(Outcome rows, bool intercept)
    {
        var odds = Array.ConvertAll(rows.Scores, MarginMap.LogOdds);
        return Newton((slope, shift) =>
        {
            var (loss, a, b, aa, ab, bb) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
            for (var row = 0; row < odds.Length; row++)
            {
                var margin = (slope * odds[row]) + shift;
                var p = 1 / (1 + Math.Exp(-margin));
                var own = rows.Weight(row);
                var (off, weight) = (own * (p - rows.Labels[row]), own * p * (1 - p));
                loss += own * (Math.Max(margin, 0) - (margin * rows.Labels[row]) + Math.Log(1 + Math.Exp(-Math.Abs(margin))));
                (a, aa) = (a + (off * odds[row]), aa + (weight * odds[row] * odds[row]));
                (b, ab, bb) = (b + off, ab + (weight * odds[row]), bb + weight);
            }

            return new Slopes(loss, a, b, aa, ab, bb);
        }, intercept);
    }

    private static MarginMap? Several(Outcome rows)
    {
        var logs = Array.ConvertAll(rows.Scores, score => Math.Log(Math.Max(score, MarginMap.Smallest)));
        return Newton((slope, _) =>
        {
            var (loss, a, aa) = (0.0, 0.0, 0.0);
            for (var row = 0; row < rows.Rows; row++)
            {
                var own = logs.AsSpan(row * rows.Outputs, rows.Outputs);
                var (sum, mean, square, largest) = (0.0, 0.0, 0.0, double.NegativeInfinity);
                foreach (var log in own)
                {
                    largest = Math.Max(largest, slope * log);
                }

                foreach (var log in own)
                {
                    var weight = Math.Exp((slope * log) - largest);
                    (sum, mean, square) = (sum + weight, mean + (weight * log), square + (weight * log * log));
                }

                var truth = own[(int)rows.Labels[row]];
                var times = rows.Weight(row);
                loss += times * (Math.Log(sum) + largest - (slope * truth));
                a += times * ((mean / sum) - truth);
                aa += times * ((square / sum) - (mean / sum * (mean / sum)));
            }

            return new Slopes(loss, a, 0, aa, 0, 1);
        }, intercept: false);
    }

    private static MarginMap? Newton(Func<double, double, Slopes> measure, bool intercept)
    {
        var (slope, shift) = (1.0, 0.0);
        var here = measure(slope, shift);
        for (var step = 0; step < MostSteps; step++)
        {
            var determinant = intercept ? (here.AA * here.BB) - (here.AB * here.AB) : here.AA;
            var moveA = (intercept ? (here.BB * here.A) - (here.AB * here.B) : here.A) / determinant;
            var moveB = intercept ? ((here.AA * here.B) - (here.AB * here.A)) / determinant : 0;
            if (!double.IsFinite(moveA) || !double.IsFinite(moveB))
            {
                return null;
            }

            if (Math.Abs(moveA) + Math.Abs(moveB) < Settled)
            {
                return new MarginMap(slope - moveA, shift - moveB);
            }

            var next = measure(slope - moveA, shift - moveB);
            for (var half = 0; half < MostHalvings && !(next.Loss <= here.Loss); half++)
            {
                (moveA, moveB) = (moveA / 2, moveB / 2);
                next = measure(slope - moveA, shift - moveB);
            }

            if (!(next.Loss <= here.Loss))
            {
                return new MarginMap(slope, shift);
            }

            (slope, shift, here) = (slope - moveA, shift - moveB, next);
        }

        return null;
    }

    /// <summary>The loss, its first derivatives by slope and intercept, and the second ones.</summary>
    private readonly record struct Slopes(double Loss, double A, double B, double AA, double AB, double BB);
}
