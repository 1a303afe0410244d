using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Trestle.Serving.Codecs;

/// <summary>
/// Reads the usual numbers of a JSON body: at most 19 digits, no exponent. The digits are a whole
/// number, which is multiplied by a power of ten in 128 bits and rounded once (Lemire 2021, "Number parsing at a gigabyte per second",
/// section 5), so that the value is the nearest double, as from the library. Other numbers are left to the library.
/// </summary>
internal static class JsonNumber
{
    private const int MostDigits = 19;
    private const int MantissaBits = 52;
    private const int ExponentBias = 1023;

    /// <summary>10^−n of each number of decimals n as 5^−n × 2^b, with b so that the first of 128 bits is set, rounded up.</summary>
    private static readonly (ulong High, ulong Low)[] Scales = [.. Enumerable.Range(0, MostDigits + 1).Select(Scale)];

    /// <summary>The value of a text that is a number as a whole; false when it is not, or when the library must read it.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out double value)
    {
        var at = 0;
        return TryRead(text, ref at, out value) && at == text.Length;
    }

    /// <summary>
    /// The value of the number at a place of a text, which moves behind it; false, with the place where it was, when there is none, or
    /// when the library must read it.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> text, ref int at, out double value)
    {
        value = 0;
        var end = at;
        var negative = end < text.Length && text[end] == '-';
        end += negative ? 1 : 0;
        var first = end;
        var digits = ReadDigits(text, ref end, 0);
        var (whole, decimals) = (end - first, 0);
        if (whole == 0 || (whole > 1 && text[first] == '0'))
        {
            return false;
        }

        if (end < text.Length && text[end] == '.')
        {
            var point = ++end;
            digits = ReadDigits(text, ref end, ReadEights(text, ref end, digits));
            decimals = end - point;
            if (decimals == 0)
            {
                return false;
            }
        }

        var leading = text[first] == '0' ? 1 : 0;
        if (whole - leading + decimals > MostDigits || (end < text.Length && text[end] is (byte)'e' or (byte)'E'))
        {
            return false;
        }

        at = end;
        value = decimals == 0 ? digits : Nearest(digits, decimals);
        value = negative ? -value : value;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong ReadDigits(ReadOnlySpan<byte> text, ref int at, ulong value)
    {
        for (; (uint)at < (uint)text.Length; at++)
        {
            var digit = (uint)text[at] - '0';
            if (digit > 9)
            {
                break;
            }

            value = (value * 10) + digit;
        }

        return value;
    }

    /// <summary>
    /// The same, eight digits at a time (Lemire 2021, section 4): pairs of digits, of their values and of theirs again are joined by three
    /// multiplications.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong ReadEights(ReadOnlySpan<byte> text, ref int at, ulong value)
    {
        const ulong Zeros = 0x3030303030303030;
        const ulong Tens = 0xF0F0F0F0F0F0F0F0;
        const ulong Pairs = 0x000000FF000000FF;
        for (; at <= text.Length - sizeof(ulong); at += sizeof(ulong))
        {
            var eight = BinaryPrimitives.ReadUInt64LittleEndian(text[at..]);
            if ((eight & Tens) != Zeros || ((eight + 0x0606060606060606) & Tens) != Zeros)
            {
                break;
            }

            eight -= Zeros;
            eight = (eight * 10) + (eight >> 8);
            var (odd, even) = (eight & Pairs, (eight >> 16) & Pairs);
            value = (value * 100_000_000) + (((odd * (100 + (1_000_000UL << 32))) + (even * (1 + (10_000UL << 32)))) >> 32);
        }

        return value;
    }

    /// <summary>The double nearest to <paramref name="digits"/> × 10^−<paramref name="decimals"/>; of two, the even one.</summary>
    private static double Nearest(ulong digits, int decimals)
    {
        if (digits == 0)
        {
            return 0;
        }

        var zeros = BitOperations.LeadingZeroCount(digits);
        var (high, low) = Product(digits << zeros, Scales[decimals]);
        var top = (int)(high >> 63);
        var shift = top + 64 - MantissaBits - 3;
        var mantissa = high >> shift;
        if (low <= 1 && decimals <= 4 && (mantissa & 3) == 1 && mantissa << shift == high)
        {
            // Exactly in the middle of two doubles.
            mantissa &= ~1UL;
        }

        mantissa = (mantissa + (mantissa & 1)) >> 1;
        var exponent = (((152170 + 65536) * -decimals) >> 16) + 63 + top - zeros + ExponentBias;
        if (mantissa >= 2UL << MantissaBits)
        {
            mantissa = 1UL << MantissaBits;
            exponent++;
        }

        return BitConverter.UInt64BitsToDouble((mantissa & ~(1UL << MantissaBits)) | ((ulong)exponent << MantissaBits));
    }

    private static (ulong High, ulong Low) Product(ulong digits, (ulong High, ulong Low) scale)
    {
        const ulong Undecided = ulong.MaxValue >> (MantissaBits + 3);
        var high = Math.BigMul(digits, scale.High, out var low);
        if ((high & Undecided) == Undecided)
        {
            var carry = Math.BigMul(digits, scale.Low, out _);
            low += carry;
            high += low < carry ? 1UL : 0;
        }

        return (high, low);
    }

    private static (ulong High, ulong Low) Scale(int decimals)
    {
        var power = BigInteger.Pow(5, decimals);
        var scale = decimals == 0
            ? UInt128.One << 127
            : (UInt128)((BigInteger.One << ((int)power.GetBitLength() + 127)) / power) + 1;
        return ((ulong)(scale >> 64), (ulong)scale);
    }
}
