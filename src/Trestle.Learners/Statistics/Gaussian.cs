using MathNet.Numerics;

namespace Trestle.Learners.Statistics;

/// <summary>The standard normal distribution.</summary>
public static class Gaussian
{
    /// <summary>Probability of a larger value.</summary>
    public static double UpperTail(double z) => SpecialFunctions.Erfc(z / Constants.Sqrt2) / 2;
}
