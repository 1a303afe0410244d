using Trestle.Learners.Statistics;

namespace Trestle.Stages.Monitor.Statistics;

/// <summary>
/// Two samples of numbers, counted in the same bins. The test is that of Kolmogorov and Smirnov, with the distance measured at the
/// edges of the bins only: exact where bins are single values, and otherwise never larger than the exact distance, so the test errs
/// toward no alarm. With ten bins or fewer it is chi-square over the bins, which then detects more. The effect is the Wasserstein
/// distance in standard deviations of the reference.
/// </summary>
internal sealed record NumberComparison : Comparison
{
    private const int FewBins = 10;

    private readonly double pairs;
    private readonly CategoryComparison? few;

    private NumberComparison(double distance, double effect, double pairs, CategoryComparison? few)
        : base(distance, effect) => (this.pairs, this.few) = (pairs, few);

    /// <inheritdoc/>
    public override double Excess => few?.Excess ?? (pairs * Distance * Distance / KolmogorovSmirnov.MeanSquare);

    /// <inheritdoc/>
    public override double ExcessAt(double probability) =>
        few?.ExcessAt(probability) ?? (KolmogorovSmirnov.CriticalSquare(probability) / KolmogorovSmirnov.MeanSquare);

    /// <summary>Compares two samples; null when one is empty.</summary>
    /// <param name="reference">Counts of the reference in each bin.</param>
    /// <param name="referenceMeans">Mean of its values in each bin; anything where there are none.</param>
    /// <param name="window">Counts of the window in the same bins.</param>
    /// <param name="windowMeans">Mean of its values in each bin.</param>
    /// <param name="deviation">Standard deviation of the reference.</param>
    public static NumberComparison? Of(
        ReadOnlySpan<long> reference, ReadOnlySpan<double> referenceMeans, ReadOnlySpan<long> window, ReadOnlySpan<double> windowMeans,
        double deviation)
    {
        var (m, n) = (Sum(reference), Sum(window));
        if (m == 0 || n == 0)
        {
            return null;
        }

        var distance = 0.0;
        var (below, windowBelow) = (0L, 0L);
        for (var i = 0; i < reference.Length; i++)
        {
            below += reference[i];
            windowBelow += window[i];
            distance = Math.Max(distance, Math.Abs(((double)below / m) - ((double)windowBelow / n)));
        }

        // A constant has no unit of distance; then the share of rows with other values is the effect.
        var effect = deviation > 0 ? Wasserstein(reference, referenceMeans, m, window, windowMeans, n) / deviation : distance;
        var few = reference.Length <= FewBins + 1 ? CategoryComparison.Of(reference, window) : null;
        return new NumberComparison(distance, effect, KolmogorovSmirnov.EffectiveSize(m, n), few);
    }

    /// <inheritdoc/>
    public override double PValue(double design) => few?.PValue(design) ?? KolmogorovSmirnov.PValue(Distance, pairs / design);

    /// <summary>Area between the two distribution functions, with every value taken as the mean of its bin.</summary>
    private static double Wasserstein(
        ReadOnlySpan<long> reference, ReadOnlySpan<double> referenceMeans, long m, ReadOnlySpan<long> window,
        ReadOnlySpan<double> windowMeans, long n)
    {
        var (area, apart, last) = (0.0, 0.0, double.NaN);
        void Step(double at, double by)
        {
            // Nothing is before the first value: there the two do not differ, and NaN is no width.
            area += apart == 0 ? 0 : Math.Abs(apart) * (at - last);
            apart += by;
            last = at;
        }

        for (var i = 0; i < reference.Length; i++)
        {
            var windowFirst = window[i] > 0 && (reference[i] == 0 || windowMeans[i] < referenceMeans[i]);
            if (windowFirst)
            {
                Step(windowMeans[i], -(double)window[i] / n);
            }

            if (reference[i] > 0)
            {
                Step(referenceMeans[i], (double)reference[i] / m);
            }

            if (window[i] > 0 && !windowFirst)
            {
                Step(windowMeans[i], -(double)window[i] / n);
            }
        }

        return area;
    }

    private static long Sum(ReadOnlySpan<long> counts)
    {
        var sum = 0L;
        foreach (var count in counts)
        {
            sum += count;
        }

        return sum;
    }
}
