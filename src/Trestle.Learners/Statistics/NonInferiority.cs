namespace Trestle.Learners.Statistics;

/// <summary>
/// Upper confidence limits of how much worse one sample is than another: a sample is shown not to be inferior when the limit is within
/// a margin (Blackwelder, Controlled Clinical Trials 3, 1982).
/// </summary>
public static class NonInferiority
{
    /// <summary>The part of the risk that is spent on the other sample of a ratio, which usually has more rows.</summary>
    private const double OtherPart = 0.2;

    /// <summary>
    /// The limit of rate − other rate, -1 to 1: Newcombe's combination of two intervals (Statistics in Medicine 17, 1998, method 10; Zou
    /// and Donner, Statistics in Medicine 27, 2008) with the exact limits of Clopper and Pearson in place of Wilson's, so that it holds
    /// for small counts too. 1 when a sample is empty.
    /// </summary>
    /// <param name="hits">Hits of the sample.</param>
    /// <param name="rows">Rows of the sample.</param>
    /// <param name="otherHits">Hits of the sample that it is compared with.</param>
    /// <param name="otherRows">Rows of that sample.</param>
    /// <param name="risk">Probability that the difference is above the limit.</param>
    public static double Difference(long hits, long rows, long otherHits, long otherRows, double risk)
    {
        if (rows == 0 || otherRows == 0)
        {
            return 1;
        }

        var (rate, other) = ((double)hits / rows, (double)otherHits / otherRows);
        var up = Binomial.Interval(hits, rows, 1 - (2 * risk)).High - rate;
        var down = other - Binomial.Interval(otherHits, otherRows, 1 - (2 * risk)).Low;
        return rate - other + Math.Sqrt((up * up) + (down * down));
    }

    /// <summary>
    /// The limit of a quantile divided by the other sample's: exact for any continuous distribution, from order statistics of both
    /// (Hahn and Meeker, Statistical Intervals, 1991, section 5.2). Infinite when there are too few rows.
    /// </summary>
    /// <param name="sorted">The sample, ascending and positive.</param>
    /// <param name="other">The sample that it is compared with, ascending and positive.</param>
    /// <param name="share">The quantile, above 0 and below 1.</param>
    /// <param name="risk">Probability that the ratio is above the limit.</param>
    public static double QuantileRatio(ReadOnlySpan<double> sorted, ReadOnlySpan<double> other, double share, double risk)
    {
        var (high, low) = (UpperRank(sorted.Length, share, Own(risk)), LowerRank(other.Length, share, risk * OtherPart));
        return high > sorted.Length || low == 0 ? double.PositiveInfinity : sorted[(int)high - 1] / other[(int)low - 1];
    }

    /// <summary>The part of the risk of a ratio that is spent on the sample itself.</summary>
    public static double Own(double risk) => risk * (1 - OtherPart);

    /// <summary>A lower limit of a quantile, with the part of the risk of a ratio that is spent on it; 0 with too few rows.</summary>
    public static double OtherQuantile(ReadOnlySpan<double> other, double share, double risk) =>
        LowerRank(other.Length, share, risk * OtherPart) is > 0 and var rank ? other[(int)rank - 1] : 0;

    /// <summary>The least rank whose order statistic is below a quantile with at most this probability; rows + 1 when none is.</summary>
    public static long UpperRank(long rows, double share, double risk) =>
        First(1, rows + 1, rank => Binomial.UpperTail(rank, rows, share) <= risk);

    /// <summary>
    /// The most hits that still keep the limit of <see cref="Difference"/> within a margin; -1 when not even none does.
    /// </summary>
    public static long MostHits(long rows, long otherHits, long otherRows, double margin, double risk)
    {
        if (rows == 0 || otherRows == 0)
        {
            return -1;
        }

        var other = (double)otherHits / otherRows;
        var down = other - Binomial.Interval(otherHits, otherRows, 1 - (2 * risk)).Low;
        return First(0, rows + 1, hits => hits > rows || !Within(hits)) - 1;

        // The limit is solved for that of the sample alone; its exact limit is below that when so few hits are improbable there.
        bool Within(long hits)
        {
            var rate = (double)hits / rows;
            var gap = margin + other - rate;
            var most = rate + Math.Sqrt(Math.Max(0, (gap * gap) - (down * down)));
            return gap >= down && (most >= 1 || 1 - Binomial.UpperTail(hits + 1, rows, most) <= risk);
        }
    }

    /// <summary>The greatest rank whose order statistic is above a quantile with at most this probability; 0 when none is.</summary>
    private static long LowerRank(long rows, double share, double risk) =>
        First(1, rows + 1, rank => 1 - Binomial.UpperTail(rank, rows, share) > risk) - 1;

    /// <summary>The first number from which on a condition holds, by bisection; <paramref name="end"/> when it never does.</summary>
    private static long First(long from, long end, Func<long, bool> holds)
    {
        while (from < end)
        {
            var middle = from + ((end - from) / 2);
            (from, end) = holds(middle) ? (from, middle) : (middle + 1, end);
        }

        return from;
    }
}
