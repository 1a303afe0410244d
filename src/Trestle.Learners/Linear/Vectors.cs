using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Trestle.Learners.Linear;

/// <summary>
/// Sums over long columns. Always four partial sums and no fused multiply-add, so that every processor, whatever the width of
/// its registers, adds in the same order and gives the same bits.
/// </summary>
internal static class Vectors
{
    /// <summary>Σ x·y over the length of x.</summary>
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var xs = MemoryMarshal.Cast<double, Vector256<double>>(x);
        var ys = MemoryMarshal.Cast<double, Vector256<double>>(y[..x.Length]);
        var sums = Vector256<double>.Zero;
        for (var i = 0; i < xs.Length; i++)
        {
            sums += xs[i] * ys[i];
        }

        var sum = Vector256.Sum(sums);
        for (var i = xs.Length * 4; i < x.Length; i++)
        {
            sum += x[i] * y[i];
        }

        return sum;
    }

    /// <summary>Adds factor·x to <paramref name="into"/>.</summary>
    public static void Add(Span<double> into, double factor, ReadOnlySpan<double> x)
    {
        var xs = MemoryMarshal.Cast<double, Vector256<double>>(x);
        var sums = MemoryMarshal.Cast<double, Vector256<double>>(into[..x.Length]);
        var factors = Vector256.Create(factor);
        for (var i = 0; i < xs.Length; i++)
        {
            sums[i] += factors * xs[i];
        }

        for (var i = xs.Length * 4; i < x.Length; i++)
        {
            into[i] += factor * x[i];
        }
    }
}
