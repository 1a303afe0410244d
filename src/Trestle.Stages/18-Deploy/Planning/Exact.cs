using MathNet.Numerics;

namespace Trestle.Stages.Deploy.Planning;

/// <summary>Exact tests of counts.</summary>
internal static class Exact
{
    /// <summary>
    /// Fisher's exact test, one-sided: the probability of <paramref name="hits"/> or more among <paramref name="rows"/>, given the hits of
    /// both samples together, when both have the same rate (Fisher, Statistical Methods for Research Workers, 1934).
    /// </summary>
    public static double Fisher(long hits, long rows, long otherHits, long otherRows)
    {
        var (all, marked) = (rows + otherRows, hits + otherHits);
        var most = Math.Min(rows, marked);
        var total = Choose(all, rows);
        var sum = 0.0;
        for (var k = Math.Max(hits, rows - (all - marked)); k <= most; k++)
        {
            var term = Math.Exp(Choose(marked, k) + Choose(all - marked, rows - k) - total);
            sum += term;
            if (term < sum * 1e-17 && k > (double)rows * marked / all)
            {
                // Beyond the mode terms only fall.
                break;
            }
        }

        return Math.Min(1, sum);
    }

    /// <summary>Probability of so many hits or more among rows that are each one with probability <paramref name="share"/>.</summary>
    public static double BinomialTail(long hits, long rows, double share) =>
        hits <= 0 ? 1 : hits > rows ? 0 : SpecialFunctions.BetaRegularized(hits, rows - hits + 1.0, share);

    /// <summary>The logarithm of a binomial coefficient.</summary>
    private static double Choose(long n, long k) => SpecialFunctions.GammaLn(n + 1.0) - SpecialFunctions.GammaLn(k + 1.0) - SpecialFunctions.GammaLn(n - k + 1.0);
}
