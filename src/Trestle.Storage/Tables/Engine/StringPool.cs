using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace Trestle.Storage.Tables.Engine;

/// <summary>
/// Turns UTF-8 into strings and gives the same instance for the same bytes, so that a category which repeats costs no memory.
/// Bounded: it keeps the first distinct short texts of a column; all others are made anew. Open addressing, linear probing.
/// </summary>
internal sealed class StringPool
{
    private const int Slots = 1 << 13;
    private const int MaxKept = Slots / 2;
    private const int MaxLength = 128;

    private readonly (ulong Hash, byte[] Bytes, string Text)[] slots = new (ulong, byte[], string)[Slots];
    private int kept;

    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxLength)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        var hash = Hash(utf8);
        var at = (int)(hash & (Slots - 1));
        while (slots[at].Text is { } text)
        {
            if (slots[at].Hash == hash && utf8.SequenceEqual(slots[at].Bytes))
            {
                return text;
            }

            at = (at + 1) & (Slots - 1);
        }

        var made = Encoding.UTF8.GetString(utf8);
        if (kept < MaxKept)
        {
            slots[at] = (hash, utf8.ToArray(), made);
            kept++;
        }

        return made;
    }

    /// <summary>Multiply and rotate, eight bytes at a time; only ever compared within this process.</summary>
    private static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        const ulong Prime = 0x9E3779B97F4A7C15;
        var hash = (ulong)bytes.Length * Prime;
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            hash = BitOperations.RotateLeft((hash ^ word) * Prime, 29);
        }

        foreach (var rest in bytes[(bytes.Length & ~7)..])
        {
            hash = BitOperations.RotateLeft((hash ^ rest) * Prime, 29);
        }

        return hash ^ (hash >> 32);
    }
}
