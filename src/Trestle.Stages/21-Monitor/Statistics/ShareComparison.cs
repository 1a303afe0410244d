using Trestle.Learners.Statistics;

namespace Trestle.Stages.Monitor.Statistics;

/// <summary>
/// Two shares, such as those of missing values. The test is Fisher's exact one (two-sided by probability, as in R and SciPy); with a
/// thousand expected rows in each cell chi-square is as good and used instead. The effect is Cohen's h, the difference of the shares on
/// a scale on which equal differences count equally.
/// </summary>
internal sealed record ShareComparison : Comparison
{
    private const double ManyExpected = 1000;

    private readonly long of;
    private readonly long windowOf;
    private readonly long hits;
    private readonly long windowHits;

    private ShareComparison(double distance, double effect, long hits, long of, long windowHits, long windowOf)
        : base(distance, effect) => (this.hits, this.of, this.windowHits, this.windowOf) = (hits, of, windowHits, windowOf);

    /// <inheritdoc/>
    public override double Excess => Square(hits, of, windowHits, windowOf);

    /// <inheritdoc/>
    public override double ExcessAt(double probability) => ChiSquare.CriticalValue(probability, 1);

    /// <summary>Compares shares of <paramref name="of"/> and <paramref name="windowOf"/> rows; null when one sample is empty.</summary>
    public static ShareComparison? Of(long hits, long of, long windowHits, long windowOf)
    {
        if (of == 0 || windowOf == 0)
        {
            return null;
        }

        var (p, q) = ((double)hits / of, (double)windowHits / windowOf);
        var effect = Math.Abs((2 * Math.Asin(Math.Sqrt(p))) - (2 * Math.Asin(Math.Sqrt(q))));
        return new ShareComparison(Math.Abs(p - q), effect, hits, of, windowHits, windowOf);
    }

    /// <inheritdoc/>
    public override double PValue(double design)
    {
        var (a, m, b, n) = (Scale(hits), Scale(of), Scale(windowHits), Scale(windowOf));
        var both = (double)(a + b) / (m + n);
        return Math.Min(both, 1 - both) * Math.Min(m, n) >= ManyExpected
            ? ChiSquare.UpperTail(Square(a, m, b, n), 1)
            : FisherTest.TwoSided(b, n, a, m);

        long Scale(long count) => (long)Math.Round(count / design);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Cohen's h has the standard error √(1/m + 1/n) whatever the share, and near a share p it is the change in units of √(p (1 - p)),
    /// the standard deviation of a row.
    /// </remarks>
    public override Detectable Sees(double threshold, double probability, double design)
    {
        var h = Detectable.OfShift(threshold, probability, Math.Sqrt(design * ((1.0 / of) + (1.0 / windowOf))));
        var (share, most) = (2 * Math.Asin(Math.Sqrt((double)hits / of)), Math.PI);
        return h > Math.Max(share, most - share) ? Detectable.Nothing : new Detectable(h, h);
    }

    /// <summary>Chi-square of the two-by-two table; 0 when all rows are of one kind.</summary>
    private static double Square(long a, long m, long b, long n)
    {
        var both = (double)(a + b) / (m + n);
        var apart = ((double)a / m) - ((double)b / n);
        return both is 0 or 1 || m == 0 || n == 0 ? 0 : apart * apart / (both * (1 - both) * ((1.0 / m) + (1.0 / n)));
    }
}
