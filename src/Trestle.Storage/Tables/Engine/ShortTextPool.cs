using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

using Trestle.Rows.Blocks;

namespace Trestle.Storage.Tables.Engine;

/// <summary>
/// As <see cref="StringPool"/>, for texts of at most 12 bytes, which DuckDB keeps in two words: the length and the bytes, zeros behind
/// them. They are found and compared as two numbers.
/// </summary>
internal sealed class ShortTextPool
{
    private const int MaxKept = 1 << 12;
    private const ulong NotAscii = 0x8080808080808080;

    private (ulong First, ulong Second, string? Text)[] slots = new (ulong, ulong, string?)[16];
    private int kept;
    private RepeatShare repeats;

    /// <summary>A text.</summary>
    /// <param name="first">The first of its words.</param>
    /// <param name="second">The second.</param>
    /// <param name="utf8">Its bytes.</param>
    public string Get(ulong first, ulong second, ReadOnlySpan<byte> utf8)
    {
        if (repeats.IsSmall)
        {
            return Text(first, second, utf8);
        }

        ref var slot = ref Slot(first, second);
        if (slot.Text is { } known)
        {
            repeats.Add(1, 1);
            return known;
        }

        repeats.Add(1, 0);
        var made = Text(first, second, utf8);
        if (kept < MaxKept)
        {
            slot = (first, second, made);
            if (++kept > slots.Length / 2)
            {
                Grow();
            }
        }

        return made;
    }

    /// <summary>A new string; of ASCII, the two words are widened at once, in half of the time.</summary>
    private static string Text(ulong first, ulong second, ReadOnlySpan<byte> utf8)
    {
        var (low, high) = ((first >> 32) | (second << 32), second >> 32);
        if (((low | high) & NotAscii) != 0)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        Span<ushort> wide = stackalloc ushort[Vector128<byte>.Count];
        var (left, right) = Vector128.Widen(Vector128.Create(low, high).AsByte());
        left.CopyTo(wide);
        right.CopyTo(wide[Vector128<ushort>.Count..]);
        return new string(MemoryMarshal.Cast<ushort, char>(wide)[..utf8.Length]);
    }

    /// <summary>The place of a text, or the free place for it; at least half of the places are free.</summary>
    private ref (ulong First, ulong Second, string? Text) Slot(ulong first, ulong second)
    {
        const ulong Prime = 0x9E3779B97F4A7C15;
        var hash = ((first * Prime) ^ second) * Prime;
        var mask = slots.Length - 1;
        var at = (int)(hash >> 40) & mask;
        while (slots[at].Text is not null && (slots[at].First != first || slots[at].Second != second))
        {
            at = (at + 1) & mask;
        }

        return ref slots[at];
    }

    private void Grow()
    {
        var old = slots;
        slots = new (ulong, ulong, string?)[old.Length * 2];
        foreach (var slot in old.Where(slot => slot.Text is not null))
        {
            Slot(slot.First, slot.Second) = slot;
        }
    }
}
