using System.Buffers.Binary;
using System.Numerics;

namespace Trestle.Rows.Steps.Texts;

/// <summary>MurmurHash3 of 32 bits (Appleby, public domain), with the seed 0.</summary>
internal static class Murmur
{
    private const uint First = 0xCC9E2D51;
    private const uint Second = 0x1B873593;

    /// <summary>The hash of some bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var hash = 0U;
        var rest = bytes;
        for (; rest.Length >= sizeof(uint); rest = rest[sizeof(uint)..])
        {
            hash = (BitOperations.RotateLeft(hash ^ Scattered(BinaryPrimitives.ReadUInt32LittleEndian(rest)), 13) * 5) + 0xE6546B64;
        }

        var last = 0U;
        for (var i = rest.Length - 1; i >= 0; i--)
        {
            last = (last << 8) | rest[i];
        }

        hash ^= rest.Length > 0 ? Scattered(last) : 0;
        hash ^= (uint)bytes.Length;
        hash = (hash ^ (hash >> 16)) * 0x85EBCA6B;
        hash = (hash ^ (hash >> 13)) * 0xC2B2AE35;
        return hash ^ (hash >> 16);
    }

    private static uint Scattered(uint word) => BitOperations.RotateLeft(word * First, 15) * Second;
}
