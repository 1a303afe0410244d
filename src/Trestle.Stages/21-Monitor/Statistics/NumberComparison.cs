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

    /// <summary>A shift of more is not looked for.</summary>
    private const double LargestShift = 16;

    private readonly double pairs;
    private readonly CategoryComparison? few;
    private readonly (long[] Counts, double[] Means, double Deviation) reference;

    private NumberComparison(
        double distance, double effect, double pairs, CategoryComparison? few, (long[] Counts, double[] Means, double Deviation) reference)
        : base(distance, effect) => (this.pairs, this.few, this.reference) = (pairs, few, reference);

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
        return new NumberComparison(
            distance, effect, KolmogorovSmirnov.EffectiveSize(m, n), few, ([.. reference], [.. referenceMeans], deviation));
    }

    /// <inheritdoc/>
    public override double PValue(double design) => few?.PValue(design) ?? KolmogorovSmirnov.PValue(Distance, pairs / design);

    /// <inheritdoc/>
    /// <remarks>A shift of all values, up or down, whichever is harder to see.</remarks>
    public override Detectable Sees(double threshold, double probability, double design)
    {
        var error = Math.Sqrt(design / pairs);
        if (!(reference.Deviation > 0))
        {
            // The effect is then the share of rows with another value.
            var h = Math.Max(2 * Math.Asin(Math.Sqrt(Math.Min(1, threshold))), Detectable.OfShift(0, probability, error));
            return h >= Math.PI ? Detectable.Nothing : new Detectable(Math.Pow(Math.Sin(h / 2), 2), h);
        }

        var least = threshold + (Detectable.PowerQuantile * error);
        var shift = Math.Max(least, few?.W(probability, design) ?? Shift(probability, error));
        return new Detectable(shift, shift);
    }

    /// <summary>The shift that the test of Kolmogorov and Smirnov alone sees, in standard deviations.</summary>
    private double Shift(double probability, double error)
    {
        // A distribution function deviates by at most half of the error of a mean.
        var distance = (Math.Sqrt(KolmogorovSmirnov.CriticalSquare(probability)) * error) + (Detectable.PowerQuantile * error / 2);
        var steps = new Steps(reference.Counts, reference.Means, reference.Deviation);
        if (steps.Distance(LargestShift) <= distance)
        {
            return double.PositiveInfinity;
        }

        var (low, high) = (0.0, LargestShift);
        for (var i = 0; i < 40; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = steps.Distance(middle) > distance ? (low, middle) : (middle, high);
        }

        return high;
    }

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

    /// <summary>The reference, with the values of a bin spread evenly between the middles of its neighbours.</summary>
    private sealed class Steps(long[] counts, double[] means, double deviation)
    {
        private readonly double[] at = [.. means.Zip(counts).Where(bin => bin.Second > 0).Select(bin => bin.First)];
        private readonly double[] below = Middles([.. counts.Where(count => count > 0)]);

        /// <summary>How far apart the distribution functions are when all values are shifted by standard deviations, up or down.</summary>
        public double Distance(double shift)
        {
            var (up, down) = (0.0, 0.0);
            for (var i = 0; i < at.Length; i++)
            {
                up = Math.Max(up, below[i] - Below(at[i] - (shift * deviation)));
                down = Math.Max(down, Below(at[i] + (shift * deviation)) - below[i]);
            }

            return Math.Min(up, down);
        }

        private double Below(double value)
        {
            var found = Array.BinarySearch(at, value);
            if (found >= 0)
            {
                return below[found];
            }

            var next = ~found;
            return next == 0 ? 0 : next == at.Length ? 1
                : below[next - 1] + ((below[next] - below[next - 1]) * (value - at[next - 1]) / (at[next] - at[next - 1]));
        }

        /// <summary>The share of values below the mean of each bin: all of the bins before, and half of its own.</summary>
        private static double[] Middles(long[] counts)
        {
            var (all, seen) = ((double)Sum(counts), 0.0);
            return [.. counts.Select(count => (seen += count, (seen - (count / 2.0)) / all).Item2)];
        }
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
