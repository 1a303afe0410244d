using MathNet.Numerics;

namespace Trestle.Learners.Statistics;

/// <summary>The standard normal distribution.</summary>
public static class Gaussian
{
    /// <summary>Probability of a larger value.</summary>
    public static double UpperTail(double z) => SpecialFunctions.Erfc(z / Constants.Sqrt2) / 2;

    /// <summary>The value whose <see cref="UpperTail"/> is a probability, 0 to 1.</summary>
    public static double CriticalValue(double probability) => Constants.Sqrt2 * SpecialFunctions.ErfcInv(2 * probability);
}
