using System.Runtime.Intrinsics;

namespace Trestle.Learners.Explanations;

/// <summary>
/// Gauss–Legendre quadrature on (0, 1): n points and weights that integrate every polynomial of a degree below 2n exactly. All weights
/// are positive, so nothing cancels. Found by Newton's method on the Legendre polynomial (Press et al., Numerical Recipes, 4.6).
/// </summary>
internal sealed class Quadrature
{
    /// <summary>The number of points is a multiple of this on every machine, so that sums are made in the same order everywhere.</summary>
    public static readonly int Lanes = Vector256<double>.Count;

    /// <summary>A quadrature with this many points.</summary>
    public Quadrature(int count)
    {
        (Points, Rests, Weights, InverseRests) = (new double[count], new double[count], new double[count], new double[count]);
        for (var i = 0; i < count; i++)
        {
            var (x, slope) = Root(count, i);
            Points[i] = (1 - x) / 2;
            Rests[i] = (1 + x) / 2;
            Weights[i] = 1 / ((1 - x) * (1 + x) * slope * slope);
            InverseRests[i] = 1 / Rests[i];
        }
    }

    /// <summary>The points t.</summary>
    public double[] Points { get; }

    /// <summary>1 − t.</summary>
    public double[] Rests { get; }

    /// <summary>1 / (1 − t).</summary>
    public double[] InverseRests { get; }

    /// <summary>The weights; their sum is 1.</summary>
    public double[] Weights { get; }

    /// <summary>The points needed for products of this many factors less one, each linear in t.</summary>
    public static int Count(int factors) => Lanes * Math.Max(1, (factors + (2 * Lanes) - 1) / (2 * Lanes));

    /// <summary>The i-th root of the Legendre polynomial of a degree, and the slope there.</summary>
    private static (double Root, double Slope) Root(int degree, int i)
    {
        const int MostSteps = 20;
        var x = Math.Cos(Math.PI * (i + 0.75) / (degree + 0.5));
        var slope = 0.0;
        for (var step = 0; step < MostSteps; step++)
        {
            var (value, before) = (1.0, 0.0);
            for (var k = 1; k <= degree; k++)
            {
                (value, before) = (((((2 * k) - 1) * x * value) - ((k - 1) * before)) / k, value);
            }

            slope = degree * ((x * value) - before) / ((x * x) - 1);
            var next = x - (value / slope);
            if (Math.Abs(next - x) <= 1e-16)
            {
                break;
            }

            x = next;
        }

        return (x, slope);
    }
}
