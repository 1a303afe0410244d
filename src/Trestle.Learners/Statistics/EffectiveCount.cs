namespace Trestle.Learners.Statistics;

/// <summary>How much things that count differently tell.</summary>
public static class EffectiveCount
{
    /// <summary>
    /// The number of things that all count the same and tell as much: (Σ w)² / Σ w² (Kish 1965: Survey Sampling); NaN where none counts.
    /// </summary>
    public static double Of(double[] weights)
    {
        var sum = weights.Sum();
        return sum * sum / weights.Sum(weight => weight * weight);
    }
}
