using MathNet.Numerics;

namespace Trestle.Stages.Monitor.Statistics;

/// <summary>A count of hits among rows held against an allowed rate; everything is exact.</summary>
internal static class Binomial
{
    /// <summary>Probability of so many hits or more when each row is one with probability <paramref name="allowed"/>.</summary>
    public static double Tail(long hits, long rows, double allowed) =>
        hits <= 0 ? 1 : allowed <= 0 ? 0 : allowed >= 1 ? 1 : SpecialFunctions.BetaRegularized(hits, rows - hits + 1.0, allowed);

    /// <summary>The interval of Clopper and Pearson (Biometrika 26, 1934): covers the rate with this probability or more.</summary>
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
