namespace Trestle.Learners.Statistics;

/// <summary>
/// Fisher's exact test of two shares (Fisher, Statistical Methods for Research Workers, 1934): given the hits of both samples
/// together, the hits of the first follow the hypergeometric distribution when both have the same rate.
/// </summary>
public static class FisherTest
{
    /// <summary>Terms that are this much smaller than the sum are lost in rounding.</summary>
    private const double Negligible = 1e-17;

    /// <summary>Terms that differ by no more than this are equally probable, as in R and SciPy.</summary>
    private const double Tie = 1e-7;

    /// <summary>Probability of at least <paramref name="hits"/> in the first sample; 0 when that many are impossible.</summary>
    public static double OneSided(long hits, long rows, long otherHits, long otherRows)
    {
        var tables = new Hypergeometric(hits + otherHits, rows, otherRows);
        return hits <= tables.Least ? 1 : hits > tables.Most ? 0 : tables.Sum(hits, double.PositiveInfinity);
    }

    /// <summary>Probability of all tables with the same margins that are no more probable than this one.</summary>
    public static double TwoSided(long hits, long rows, long otherHits, long otherRows)
    {
        var tables = new Hypergeometric(hits + otherHits, rows, otherRows);
        return tables.Least >= tables.Most ? 1 : tables.Sum(tables.Least, tables.Probability(hits) * (1 + Tie));
    }

    /// <summary>The number of hits in a sample of <paramref name="Rows"/> rows, when both samples have <paramref name="Hits"/>.</summary>
    private readonly record struct Hypergeometric(long Hits, long Rows, long OtherRows)
    {
        public long Least => Math.Max(0, Hits - OtherRows);

        public long Most => Math.Min(Hits, Rows);

        public double Probability(long x)
        {
            var all = Binomial.LogCoefficient(Rows + OtherRows, Hits);
            return Math.Exp(Binomial.LogCoefficient(Rows, x) + Binomial.LogCoefficient(OtherRows, Hits - x) - all);
        }

        /// <summary>Sum of the probabilities from <paramref name="from"/> on that are at most <paramref name="limit"/>.</summary>
        /// <remarks>From the mode outward each term follows from its neighbour, and the terms only fall.</remarks>
        public double Sum(long from, double limit)
        {
            var mode = (long)((Hits + 1.0) * (Rows + 1.0) / (Rows + OtherRows + 2.0));
            var start = Math.Clamp(mode, from, Most);
            var (first, sum) = (Probability(start), 0.0);
            var term = first;
            for (var x = start; ; x++)
            {
                sum += term <= limit ? term : 0;
                if (x == Most || IsLost(term, limit, sum))
                {
                    break;
                }

                term *= (double)(Hits - x) * (Rows - x) / ((double)(x + 1) * (OtherRows - Hits + x + 1));
            }

            term = first;
            for (var x = start; x > from; x--)
            {
                term *= (double)x * (OtherRows - Hits + x) / ((double)(Hits - x + 1) * (Rows - x + 1));
                sum += term <= limit ? term : 0;
                if (IsLost(term, limit, sum))
                {
                    break;
                }
            }

            return Math.Min(1, sum);
        }

        private static bool IsLost(double term, double limit, double sum) => term <= limit && term <= sum * Negligible;
    }
}
