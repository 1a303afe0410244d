using MathNet.Numerics;

namespace Trestle.Learners.Statistics;

/// <summary>The number of hits among independent rows with the same rate; everything is exact.</summary>
public static class Binomial
{
    /// <summary>Probability of at least this many hits when each row is one with probability <paramref name="rate"/>.</summary>
    public static double UpperTail(long hits, long rows, double rate) =>
        hits <= 0 ? 1
        : hits > rows || rate <= 0 ? 0
        : rate >= 1 ? 1
        : SpecialFunctions.BetaRegularized(hits, rows - hits + 1.0, rate);

    /// <summary>The rate at which at least this many hits come with a probability; 0 for none, 1 for more than there are rows.</summary>
    public static double RateFor(long hits, long rows, double probability) =>
        hits <= 0 ? 0 : hits > rows ? 1 : Quantile(hits, rows - hits + 1.0, probability);

    /// <summary>The natural logarithm of the binomial coefficient, n choose k; 0 ≤ k ≤ n.</summary>
    public static double LogCoefficient(long n, long k) =>
        SpecialFunctions.GammaLn(n + 1.0) - SpecialFunctions.GammaLn(k + 1.0) - SpecialFunctions.GammaLn(n - k + 1.0);

    /// <summary>
    /// The interval of Clopper and Pearson (Biometrika 26, 1934): covers the rate with at least this probability; 0 to 1 without rows.
    /// </summary>
    public static (double Low, double High) Interval(long hits, long rows, double level)
    {
        var tail = (1 - level) / 2;
        return rows == 0
            ? (0, 1)
            : (hits == 0 ? 0 : Quantile(hits, rows - hits + 1.0, tail), hits == rows ? 1 : Quantile(hits + 1.0, rows - hits, 1 - tail));
    }

    /// <summary>The quantile of a beta distribution, by bisection: 60 halvings give every digit, whatever the shape.</summary>
    private static double Quantile(double a, double b, double share)
    {
        var (low, high) = (0.0, 1.0);
        for (var i = 0; i < 60; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = SpecialFunctions.BetaRegularized(a, b, middle) < share ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }
}
