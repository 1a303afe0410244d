namespace Trestle.Learners.Explanations;

/// <summary>
/// Brings contributions to a probability to the scale of other models: the log odds of two classes, or the logarithms of several classes'
/// probabilities, which are margins. A row's contributions are all multiplied by one number, so that they add up to the difference on the
/// new scale (the rescale rule of Shrikumar, Greenside, Kundaje 2017: Learning important features through propagating activation
/// differences): their signs and proportions stay, and they are no longer exact Shapley values.
/// </summary>
internal static class MarginScale
{
    /// <summary>Probabilities are taken as at least this far from 0 and 1.</summary>
    private const double Least = 1e-12;

    /// <summary>Below this a difference of probabilities is as good as none.</summary>
    private const double Near = 1e-9;

    /// <summary>A probability on the new scale.</summary>
    public static double Of(double probability, bool logOdds)
    {
        var p = Math.Clamp(probability, Least, 1 - Least);
        return logOdds ? Math.Log(p / (1 - p)) : Math.Log(p);
    }

    /// <summary>
    /// Rescales the contributions of rows to probabilities whose base values are given, <paramref name="features"/> × outputs numbers
    /// per row.
    /// </summary>
    public static void Rescale(Span<double> contributions, int features, IReadOnlyList<double> baseValues, bool logOdds)
    {
        for (var vector = 0; (vector + 1) * features <= contributions.Length; vector++)
        {
            var own = contributions.Slice(vector * features, features);
            var start = Math.Clamp(baseValues[vector % baseValues.Count], Least, 1 - Least);
            var difference = 0.0;
            foreach (var contribution in own)
            {
                difference += contribution;
            }

            var slope = Math.Abs(difference) > Near
                ? (Of(start + difference, logOdds) - Of(start, logOdds)) / difference
                : 1 / (logOdds ? start * (1 - start) : start);
            foreach (ref var contribution in own)
            {
                contribution *= slope;
            }
        }
    }
}
