using MathNet.Numerics.Distributions;

using Trestle.Core.Schema;
using Trestle.Learners.Metrics;

namespace Trestle.Learners.Statistics;

/// <summary>
/// How well two classes are told apart at least, where all rows of the one rank above all of the other: their scores are taken to be
/// normal, of one variance, and as near to each other as leaves such an order that often (Obuchowski, Lieber: Confidence bounds when the
/// estimated ROC area is 1.0, Academic Radiology 9, 2002).
/// </summary>
internal static class PerfectRanks
{
    /// <summary>Scores of each class that stand for its distribution.</summary>
    private const int Points = 500;

    private const double Widest = 20;
    private const double Edge = 9;
    private const double Step = 0.02;

    /// <summary>Rows of two classes, whose distance makes a perfect order of so many rows as likely as it is given.</summary>
    /// <param name="above">Rows of the positive class.</param>
    /// <param name="below">Rows of the negative class.</param>
    /// <param name="likely">How likely the perfect order is.</param>
    public static Outcome Rows(int above, int below, double likely)
    {
        var distance = Distance(above, below, likely);
        double[] scores = [.. Enumerable.Range(0, Points).Select(point => Gaussian.CriticalValue((point + 0.5) / Points))];
        return new Outcome(
            TaskKind.Binary, [.. scores.Select(_ => 1.0), .. scores.Select(_ => 0.0)],
            [.. scores.Select(score => score + distance), .. scores], 1)
        {
            Weights = [.. scores.Select(_ => (double)above), .. scores.Select(_ => (double)below)],
        };
    }

    /// <summary>The distance of the means, in standard deviations.</summary>
    internal static double Distance(int above, int below, double likely)
    {
        var (low, high) = (0.0, Widest);
        for (var i = 0; i < 50; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Likelihood(above, below, middle) < likely ? (middle, high) : (low, middle);
        }

        return high;
    }

    /// <summary>How likely all rows above lie over the highest below: the integral over where that one is.</summary>
    private static double Likelihood(int above, int below, double distance)
    {
        var sum = 0.0;
        for (var x = -Edge; x <= Edge; x += Step)
        {
            sum += below * Normal.PDF(0, 1, x)
                * Math.Exp(((below - 1) * Math.Log(Gaussian.UpperTail(-x))) + (above * Math.Log(Gaussian.UpperTail(x - distance))));
        }

        return Step * sum;
    }
}
