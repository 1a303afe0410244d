using Trestle.Learners.Statistics;

namespace Trestle.Stages.Monitor.Statistics;

/// <summary>What bootstraps of stage 21 share.</summary>
internal static class Sampling
{
    /// <summary>Level of the reported intervals; no alarm depends on it.</summary>
    public const double Level = 0.95;

    /// <summary>Seed: the same window gives the same signals.</summary>
    public const int Seed = 21;

    private const double Normal95 = 1.959963984540054;

    /// <summary>The standard error that an interval of a normal distribution implies.</summary>
    public static double Error(Interval interval) => (interval.High - interval.Low) / (2 * Normal95);
}
