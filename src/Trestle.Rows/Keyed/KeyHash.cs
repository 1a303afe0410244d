using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Trestle.Rows.Keyed;

/// <summary>The hash of a key: the same on every machine, since it is part of the file.</summary>
internal static class KeyHash
{
    /// <summary>The hash of no key part yet.</summary>
    public const ulong Start = 0x243F6A8885A308D3;

    /// <summary>The hash with a number added; both zeros are one key.</summary>
    public static ulong Add(ulong hash, double number) => Mix(hash, BitConverter.DoubleToUInt64Bits(Same(number)));

    /// <summary>The hash with a text added.</summary>
    public static ulong Add(ulong hash, ReadOnlySpan<char> text)
    {
        var bytes = MemoryMarshal.AsBytes(text);
        while (bytes.Length >= sizeof(ulong))
        {
            hash = Mix(hash, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        var rest = 0UL;
        for (var i = 0; i < bytes.Length; i++)
        {
            rest |= (ulong)bytes[i] << (8 * i);
        }

        return Mix(Mix(hash, rest), (ulong)text.Length);
    }

    /// <summary>The number that stands for it in keys.</summary>
    public static double Same(double number) => number == 0 ? 0 : number;

    private static ulong Mix(ulong hash, ulong value)
    {
        hash = (hash ^ value) * 0x9E3779B97F4A7C15;
        return hash ^ (hash >> 32);
    }
}
