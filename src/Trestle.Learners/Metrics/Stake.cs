namespace Trestle.Learners.Metrics;

/// <summary>
/// What is at stake in a metric, so that a difference between models can be told as a share of it: the best one's lead over the best
/// baseline, or what it lacks of a perfect model, whichever is smaller. Of an AUC of 0.93 the lead is 0.43, but only 0.07 can still be won.
/// </summary>
/// <param name="Amount">The amount, above 0.</param>
/// <param name="Words">What it is, in words.</param>
public sealed record Stake(double Amount, string Words)
{
    /// <summary>What is at stake.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="best">The best model's value.</param>
    /// <param name="baseline">The best baseline's; null without one.</param>
    public static Stake Of(IMetric metric, double best, double? baseline)
    {
        Stake[] all =
        [
            new(baseline is { } yardstick ? Gain(metric, best, yardstick) : double.NaN, "its lead over the baseline"),
            new(metric.Perfect() is { } perfect ? Gain(metric, perfect, best) : double.NaN, "what it lacks of a perfect model"),
        ];
        return all.Where(stake => stake.Amount > 0).MinBy(stake => stake.Amount)
            ?? new Stake(Math.Max(double.Epsilon, Math.Abs(best)), "its value");
    }

    /// <summary>How far a model is behind the best, as a share.</summary>
    public double Behind(IMetric metric, double best, double value) => Gain(metric, best, value) / Amount;

    private static double Gain(IMetric metric, double one, double other) => metric.HigherIsBetter ? one - other : other - one;
}
