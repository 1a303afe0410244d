using Trestle.Learners.Statistics;

namespace Trestle.Stages.Monitor.Statistics;

/// <summary>
/// Two samples of categories. The test is Pearson's chi-square test of homogeneity, pooling all categories with fewer than five
/// expected rows in either sample; the effect is the Jensen-Shannon distance (base 2, from 0 to 1), less what sampling alone gives:
/// without that, many categories and few rows always look far apart.
/// </summary>
internal sealed record CategoryComparison : Comparison
{
    private const double FewestExpected = 5;

    /// <summary>The distance of samples that differ little is Cohen's w divided by this: the divergence is then w² / (8 ln 2).</summary>
    private static readonly double UnitOfW = Math.Sqrt(8 * Math.Log(2));

    private readonly double square;
    private readonly int freedom;
    private readonly double pairs;

    private CategoryComparison(double distance, double effect, double square, int freedom, double pairs)
        : base(distance, effect) => (this.square, this.freedom, this.pairs) = (square, freedom, pairs);

    /// <inheritdoc/>
    public override double Excess => freedom == 0 ? 1 : square / freedom;

    /// <inheritdoc/>
    public override double ExcessAt(double probability) => freedom == 0 ? 1 : ChiSquare.CriticalValue(probability, freedom) / freedom;

    /// <summary>Compares the counts of the same categories; null when one sample is empty.</summary>
    public static CategoryComparison? Of(ReadOnlySpan<long> reference, ReadOnlySpan<long> window)
    {
        var (m, n) = (0L, 0L);
        for (var i = 0; i < reference.Length; i++)
        {
            m += reference[i];
            n += window[i];
        }

        return m == 0 || n == 0 ? null : Of(Pool(reference, window, m, n), m, n);
    }

    /// <inheritdoc/>
    public override double PValue(double design) => freedom == 0 ? 1 : ChiSquare.UpperTail(square / design, freedom);

    /// <inheritdoc/>
    /// <remarks>
    /// Cohen's w is at least the shift of any numbers given to the categories, in their standard deviations (by the inequality of Cauchy
    /// and Schwarz): so a shift of w deviations is seen.
    /// </remarks>
    public override Detectable Sees(double threshold, double probability, double design)
    {
        if (freedom == 0)
        {
            return Another(threshold, probability, design);
        }

        var effective = pairs / design;
        var w = Math.Max(
            (threshold * UnitOfW) + (Detectable.PowerQuantile / Math.Sqrt(effective)), W(probability, design));
        return w > UnitOfW ? Detectable.Nothing : new Detectable(w / UnitOfW, w);
    }

    /// <summary>All rows are of one category: the change is a share of another one; the squared distance is about half of it.</summary>
    private Detectable Another(double threshold, double probability, double design)
    {
        var h = Detectable.OfShift(0, probability, Math.Sqrt(design / pairs));
        var share = h >= Math.PI ? double.PositiveInfinity : Math.Max(2 * threshold * threshold, Math.Pow(Math.Sin(h / 2), 2));
        return share > 1 ? Detectable.Nothing : new Detectable(Math.Sqrt(share / 2), 2 * Math.Asin(Math.Sqrt(share)));
    }

    /// <summary>Cohen's w that the test alone sees.</summary>
    public double W(double probability, double design) => freedom == 0
        ? double.PositiveInfinity
        : Detectable.OfChiSquare(freedom, ChiSquare.CriticalValue(probability, freedom), pairs / design);

    /// <summary>The cells of the table; which are pooled depends only on the sums of both samples, so the test remains valid.</summary>
    private static List<(long Reference, long Window)> Pool(ReadOnlySpan<long> reference, ReadOnlySpan<long> window, long m, long n)
    {
        var cells = new List<(long, long)>();
        var (restReference, restWindow) = (0L, 0L);
        for (var i = 0; i < reference.Length; i++)
        {
            var both = reference[i] + window[i];
            if ((double)both * Math.Min(m, n) / (m + n) >= FewestExpected)
            {
                cells.Add((reference[i], window[i]));
            }
            else
            {
                restReference += reference[i];
                restWindow += window[i];
            }
        }

        if (restReference + restWindow > 0)
        {
            cells.Add((restReference, restWindow));
        }

        return cells;
    }

    private static CategoryComparison Of(List<(long Reference, long Window)> cells, long m, long n)
    {
        var (square, divergence, variation) = (0.0, 0.0, 0.0);
        foreach (var (a, b) in cells)
        {
            var (p, q) = ((double)a / m, (double)b / n);
            var both = (double)(a + b) / (m + n);
            square += ((p - both) * (p - both) * m / both) + ((q - both) * (q - both) * n / both);
            divergence += (Part(p, q) + Part(q, p)) / 2;
            variation += Math.Abs(p - q) / 2;
        }

        // For two samples of one distribution the divergence is (cells - 1) (1/m + 1/n) / (8 ln 2) on average, to second order.
        var chance = (cells.Count - 1) * ((1.0 / m) + (1.0 / n)) / (8 * Math.Log(2));
        var effect = Math.Sqrt(Math.Max(0, divergence - chance));
        return new CategoryComparison(variation, effect, square, cells.Count - 1, KolmogorovSmirnov.EffectiveSize(m, n));
    }

    private static double Part(double p, double q) => p == 0 ? 0 : p * Math.Log2(2 * p / (p + q));
}
