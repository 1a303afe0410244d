using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

using Trestle.Rows.Blocks;

namespace Trestle.Storage.Tables.Engine;

/// <summary>
/// Turns UTF-8 into strings and returns the same instance for the same bytes, so that repeated categories cost no memory. Bounded: it
/// keeps the first distinct short texts of a column; all others are new strings. Open addressing, linear probing.
/// </summary>
internal sealed class StringPool
{
    private const int MaxKept = 1 << 12;
    private const int MaxLength = 128;

    private (ulong Hash, byte[] Bytes, string Text)[] slots = new (ulong, byte[], string)[16];
    private int kept;
    private RepeatShare repeats;

    /// <summary>The texts of at most 12 bytes.</summary>
    public ShortTextPool Short { get; } = new();

    /// <summary>A pool for each column with texts.</summary>
    public static StringPool?[] For(RowSchema schema) =>
        [.. schema.Columns.Select(column => column.Kind == ColumnKind.Text ? new StringPool() : null)];

    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxLength || repeats.IsSmall)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        var hash = Hash(utf8);
        var at = Slot(hash, utf8);
        if (slots[at].Text is { } known)
        {
            repeats.Add(1, 1);
            return known;
        }

        repeats.Add(1, 0);
        var made = Encoding.UTF8.GetString(utf8);
        if (kept < MaxKept)
        {
            slots[at] = (hash, utf8.ToArray(), made);
            if (++kept > slots.Length / 2)
            {
                Grow();
            }
        }

        return made;
    }

    /// <summary>The place of the text, or the free place for it; at least half of the places are free.</summary>
    private int Slot(ulong hash, ReadOnlySpan<byte> utf8)
    {
        var mask = slots.Length - 1;
        var at = (int)hash & mask;
        while (slots[at].Text is not null && !(slots[at].Hash == hash && utf8.SequenceEqual(slots[at].Bytes)))
        {
            at = (at + 1) & mask;
        }

        return at;
    }

    private void Grow()
    {
        var old = slots;
        slots = new (ulong, byte[], string)[old.Length * 2];
        foreach (var slot in old.Where(slot => slot.Text is not null))
        {
            slots[Slot(slot.Hash, slot.Bytes)] = slot;
        }
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
