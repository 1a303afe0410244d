namespace Trestle.Learners.Statistics;

/// <summary>
/// The variance of the mean of a series whose values depend on their predecessors, and the block length that keeps this dependence in
/// a resample.
/// </summary>
public static class LongRunVariance
{
    /// <summary>Lags that must all be insignificant before the dependence counts as over: a day of hours, two years of months.</summary>
    private const int Quiet = 26;

    /// <summary>An autoregression keeps at most 97 % of a value, as in Andrews and Monahan (Econometrica 60, 1992).</summary>
    private const double LeastRest = 0.03;

    /// <summary>
    /// The block length of the circular block bootstrap with the smallest error of the variance of the mean (Politis, White, Econometric
    /// Reviews 23, 2004, corrected by Patton, Politis, White, Econometric Reviews 28, 2009), at most a third of the values: 1 for
    /// independent ones. Their rule asks for five insignificant lags after the last significant one; here it is 26 where the series is
    /// long enough, since a season is silent for longer.
    /// </summary>
    public static int BlockLength(ReadOnlySpan<double> values)
    {
        var n = values.Length;
        if (n < 4 || Spectrum(values) is not { Density: > 0 } spectrum)
        {
            return 1;
        }

        // D of the circular block bootstrap is 4/3 g(0)².
        var length = Math.Cbrt(1.5 * Math.Pow(spectrum.Slope / spectrum.Density, 2) * n);
        return (int)Math.Clamp(Math.Round(length), 1, Math.Max(1, Math.Ceiling(Math.Min(3 * Math.Sqrt(n), n / 3.0))));
    }

    /// <summary>
    /// The long-run variance, n times that of the mean: the largest of three estimates, since each is too small for some series: that of
    /// circular blocks (Künsch, Annals of Statistics 17, 1989), that of the flat-top kernel (Politis, Romano, Journal of Time Series
    /// Analysis 16, 1995), and that of an autoregression (den Haan, Levin, Handbook of Statistics 15, 1997). Two values at least.
    /// </summary>
    public static double Of(ReadOnlySpan<double> values, int block)
    {
        double[] centred = Centred(values);
        var small = centred.Length / Math.Max(1.0, centred.Length - block);
        return small * Math.Max(OfBlocks(centred, block), Math.Max(OfAutoregression(centred), Spectrum(values).Density));
    }

    /// <summary>
    /// That of the autoregression whose order has the lowest criterion of Schwarz, by the recursion of Levinson and Durbin.
    /// </summary>
    private static double OfAutoregression(double[] centred)
    {
        var n = centred.Length;
        var covariances = Autocovariances(centred, Math.Min(Quiet, n / 4));
        if (covariances[0] <= 0)
        {
            return 0;
        }

        var (variance, best, criterion) = (covariances[0], covariances[0], n * Math.Log(covariances[0]));
        double[] weights = [];
        for (var order = 1; order < covariances.Length; order++)
        {
            var partial = covariances[order];
            for (var i = 0; i < weights.Length; i++)
            {
                partial -= weights[i] * covariances[order - 1 - i];
            }

            partial /= variance;
            weights = [.. weights.Select((weight, i) => weight - (partial * weights[^(i + 1)])), partial];
            variance *= 1 - (partial * partial);
            if (variance <= 0)
            {
                break;
            }

            var value = (n * Math.Log(variance)) + (order * Math.Log(n));
            if (value < criterion)
            {
                var rest = Math.Max(1 - weights.Sum(), LeastRest);
                (criterion, best) = (value, variance / (rest * rest));
            }
        }

        return best;
    }

    /// <summary>The mean square of the sums of circular blocks, per value, of a centred series.</summary>
    private static double OfBlocks(double[] centred, int block)
    {
        var (sum, squares, n) = (0.0, 0.0, centred.Length);
        for (var i = 0; i < block; i++)
        {
            sum += centred[i % n];
        }

        for (var start = 0; start < n; start++)
        {
            squares += sum * sum;
            sum += centred[(start + block) % n] - centred[start];
        }

        return squares / n / block;
    }

    /// <summary>
    /// The spectral density at 0, Σ λ R(k), and its slope, Σ λ |k| R(k), over lags of both signs with the flat-top weights λ.
    /// </summary>
    private static (double Density, double Slope) Spectrum(ReadOnlySpan<double> values)
    {
        double[] centred = Centred(values);
        var n = centred.Length;
        var quiet = Math.Clamp(n / 4, Math.Min(5, n - 1), Quiet);
        var most = Math.Min(n - 1, (int)Math.Ceiling(Math.Sqrt(n)) + quiet);
        var covariances = Autocovariances(centred, most);
        if (covariances[0] <= 0)
        {
            return (0, 0);
        }

        var significant = 2 * Math.Sqrt(Math.Log10(n) / n);
        var last = 0;
        for (var lag = 1; lag <= most && lag <= last + quiet; lag++)
        {
            last = Math.Abs(covariances[lag]) >= significant * covariances[0] ? lag : last;
        }

        var (density, slope, reach) = (covariances[0], 0.0, Math.Min(most, 2 * Math.Max(last, 1)));
        for (var lag = 1; lag <= reach; lag++)
        {
            var weight = Math.Min(1, 2 * (1 - ((double)lag / reach)));
            density += 2 * weight * covariances[lag];
            slope += 2 * weight * lag * covariances[lag];
        }

        return (density, slope);
    }

    private static double[] Centred(ReadOnlySpan<double> values)
    {
        var mean = 0.0;
        foreach (var value in values)
        {
            mean += value / values.Length;
        }

        var centred = values.ToArray();
        for (var i = 0; i < centred.Length; i++)
        {
            centred[i] -= mean;
        }

        return centred;
    }

    private static double[] Autocovariances(double[] centred, int most)
    {
        var covariances = new double[most + 1];
        for (var lag = 0; lag <= most; lag++)
        {
            for (var i = lag; i < centred.Length; i++)
            {
                covariances[lag] += centred[i] * centred[i - lag] / centred.Length;
            }
        }

        return covariances;
    }
}
