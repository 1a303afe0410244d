using System.Text;

namespace Trestle.Storage.Tables.Engine;

/// <summary>
/// As <see cref="StringPool"/>, for texts of at most 12 bytes, which DuckDB keeps in two words: the length and the bytes, zeros behind
/// them. They are found and compared as two numbers.
/// </summary>
internal sealed class ShortTextPool
{
    private const int MaxKept = 1 << 12;
    private const int Enough = 1 << 14;

    private (ulong First, ulong Second, string? Text)[] slots = new (ulong, ulong, string?)[16];
    private int kept;
    private int hits;
    private int misses;

    /// <summary>A text.</summary>
    /// <param name="first">The first of its words.</param>
    /// <param name="second">The second.</param>
    /// <param name="utf8">Its bytes.</param>
    public string Get(ulong first, ulong second, ReadOnlySpan<byte> utf8)
    {
        // A column of mostly different texts gains nothing from a search for each.
        if (misses > Enough && hits < misses / 8)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        ref var slot = ref Slot(first, second);
        if (slot.Text is { } known)
        {
            hits++;
            return known;
        }

        misses++;
        var made = Encoding.UTF8.GetString(utf8);
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
