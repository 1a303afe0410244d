namespace Trestle.Learners.Metrics;

/// <summary>
/// What is at stake in a metric, so that a difference between models can be told as a share of it: the best one's lead over the best
/// baseline, or what it lacks of a perfect model, whichever is smaller. Of an AUC of 0.93 the lead is 0.43, but only 0.07 can still be won.
/// </summary>
/// <param name="Metric">The metric.</param>
/// <param name="Best">The best model's value.</param>
/// <param name="Amount">The amount, above 0.</param>
/// <param name="Words">What it is, in words.</param>
public sealed record Stake(IMetric Metric, double Best, double Amount, string Words)
{
    /// <summary>What is at stake.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="best">The best model's value.</param>
    /// <param name="baselines">The values of the baselines; those that are not finite are left out.</param>
    public static Stake Of(IMetric metric, double best, IEnumerable<double> baselines)
    {
        var lead = baselines.Where(double.IsFinite).Select(value => Gain(metric, best, value)).DefaultIfEmpty(double.NaN).Min();
        var lack = metric.Perfect() is { } perfect ? Gain(metric, perfect, best) : double.NaN;
        return lead > 0 && !(lack > 0 && lack < lead) ? new Stake(metric, best, lead, "its lead over the baseline")
            : lack > 0 ? new Stake(metric, best, lack, "what it lacks of a perfect model")
            : new Stake(metric, best, Math.Max(double.Epsilon, Math.Abs(best)), "its value");
    }

    /// <summary>How far a model is behind the best, as a share.</summary>
    public double Behind(double value) => Gain(Metric, Best, value) / Amount;

    private static double Gain(IMetric metric, double one, double other) => metric.HigherIsBetter ? one - other : other - one;
}
