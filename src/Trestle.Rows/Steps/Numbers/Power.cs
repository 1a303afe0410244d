namespace Trestle.Rows.Steps.Numbers;

/// <summary>The power transform of Yeo and Johnson (Biometrika 87, 2000).</summary>
internal static class Power
{
    private const double Widest = 8;
    private const double Golden = 0.6180339887498949;
    private const int Steps = 80;

    /// <summary>A value after the transform; one that is too large for a number becomes the largest number.</summary>
    public static double Of(double value, double power)
    {
        var bent = value >= 0
            ? Math.Abs(power) < 1e-12 ? Math.Log(1 + value) : (Math.Pow(1 + value, power) - 1) / power
            : Math.Abs(power - 2) < 1e-12 ? -Math.Log(1 - value) : -(Math.Pow(1 - value, 2 - power) - 1) / (2 - power);
        return double.IsInfinity(bent) ? Math.CopySign(double.MaxValue, bent) : bent;
    }

    /// <summary>Mean and population variance of counted values after the transform.</summary>
    public static (double Mean, double Variance) Moments(ReadOnlySpan<double> values, ReadOnlySpan<long> counts, double power)
    {
        var (sum, rows) = (0.0, 0L);
        for (var i = 0; i < values.Length; i++)
        {
            sum += counts[i] * Of(values[i], power);
            rows += counts[i];
        }

        var (mean, squares) = (sum / rows, 0.0);
        for (var i = 0; i < values.Length; i++)
        {
            var apart = Of(values[i], power) - mean;
            squares += counts[i] * apart * apart;
        }

        return (mean, squares / rows);
    }

    /// <summary>The exponent, -8 to 8, under which the values are likeliest to be normal; 1 (no change) for one value.</summary>
    public static double Likeliest(ReadOnlySpan<double> values, ReadOnlySpan<long> counts)
    {
        if (values.Length < 2)
        {
            return 1;
        }

        // The likelihood has one peak: it is found on a grid first, since far from it rounding makes steps, and then by golden section.
        var start = 1.0;
        for (var power = -Widest; power <= Widest; power += 0.5)
        {
            start = Likelihood(values, counts, power) > Likelihood(values, counts, start) ? power : start;
        }

        var (low, high) = (start - 0.5, start + 0.5);
        for (var step = 0; step < Steps && high - low > 1e-9; step++)
        {
            var (left, right) = (high - (Golden * (high - low)), low + (Golden * (high - low)));
            (low, high) = Likelihood(values, counts, left) >= Likelihood(values, counts, right) ? (low, right) : (left, high);
        }

        return (low + high) / 2;
    }

    /// <summary>The logarithm of the likelihood for each row, up to a constant.</summary>
    private static double Likelihood(ReadOnlySpan<double> values, ReadOnlySpan<long> counts, double power)
    {
        var (logs, rows) = (0.0, 0L);
        for (var i = 0; i < values.Length; i++)
        {
            logs += counts[i] * Math.CopySign(Math.Log(1 + Math.Abs(values[i])), values[i]);
            rows += counts[i];
        }

        var variance = Moments(values, counts, power).Variance;
        return variance > 0 && double.IsFinite(variance)
            ? (-0.5 * Math.Log(variance)) + ((power - 1) * logs / rows)
            : double.NegativeInfinity;
    }
}
