using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace Trestle.Learners.Statistics;

/// <summary>The chi-square distribution: that of a sum of squares of independent standard normal variables.</summary>
public static class ChiSquare
{
    /// <summary>Probability of a larger value.</summary>
    public static double UpperTail(double x, int degreesOfFreedom) => SpecialFunctions.GammaUpperRegularized(degreesOfFreedom / 2.0, x / 2);

    /// <summary>The value whose <see cref="UpperTail"/> is a probability, 0 to 1.</summary>
    public static double CriticalValue(double probability, int degreesOfFreedom) => ChiSquared.InvCDF(degreesOfFreedom, 1 - probability);
}
