using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Trestle.Learners.Networks;

/// <summary>
/// What a hidden unit makes of its sum: x·tanh(ln(1 + e^x)), a smooth step (Misra 2019: Mish). Computed with additions, products and
/// quotients alone, so that every processor gives the same bits.
/// </summary>
internal static class Mish
{
    /// <summary>Beyond this the function is x, and far below it 0, in single precision.</summary>
    private const float Edge = 20;

    /// <summary>Replaces sums by values. The lengths are multiples of <see cref="Matrices.Lanes"/>.</summary>
    public static void Values(Span<float> sums)
    {
        foreach (ref var x in MemoryMarshal.Cast<float, Vector256<float>>(sums))
        {
            var square = Square(x, out _);
            x *= square / (square + Vector256.Create(2f));
        }
    }

    /// <summary>Replaces sums by values, and writes the slopes of the function there.</summary>
    public static void ValuesAndSlopes(Span<float> sums, Span<float> slopes)
    {
        var values = MemoryMarshal.Cast<float, Vector256<float>>(sums);
        var derivatives = MemoryMarshal.Cast<float, Vector256<float>>(slopes[..sums.Length]);
        for (var i = 0; i < values.Length; i++)
        {
            var (x, square) = (values[i], Square(values[i], out var power));
            var whole = square + Vector256.Create(2f);
            var share = square / whole;
            var change = Vector256.Create(4f) * power / whole * ((power + Vector256<float>.One) / whole);
            values[i] = x * share;
            derivatives[i] = share + (Vector256.Max(Vector256.Min(x, Vector256.Create(Edge)), Vector256.Create(-Edge)) * change);
        }
    }

    /// <summary>(1 + e^x)² − 1, and e^x: with them tanh(ln(1 + e^x)) is a quotient.</summary>
    private static Vector256<float> Square(Vector256<float> x, out Vector256<float> power)
    {
        power = Exp(Vector256.Max(Vector256.Min(x, Vector256.Create(Edge)), Vector256.Create(-Edge)));
        return power * (power + Vector256.Create(2f));
    }

    /// <summary>e^x between ±<see cref="Edge"/> to about 1e-7 (Moshier: Cephes, expf).</summary>
    private static Vector256<float> Exp(Vector256<float> x)
    {
        var whole = Vector256.Floor((x * Vector256.Create(1.44269504f)) + Vector256.Create(0.5f));
        var rest = x - (whole * Vector256.Create(0.693359375f)) - (whole * Vector256.Create(-2.12194440e-4f));
        var sum = Vector256.Create(1.9875691500e-4f);
        sum = (sum * rest) + Vector256.Create(1.3981999507e-3f);
        sum = (sum * rest) + Vector256.Create(8.3334519073e-3f);
        sum = (sum * rest) + Vector256.Create(4.1665795894e-2f);
        sum = (sum * rest) + Vector256.Create(1.6666665459e-1f);
        sum = (sum * rest) + Vector256.Create(5.0000001201e-1f);
        var fraction = (sum * rest * rest) + rest + Vector256<float>.One;
        return fraction * ((Vector256.ConvertToInt32(whole) + Vector256.Create(127)) << 23).AsSingle();
    }
}
