using System.Buffers;
using System.Runtime.CompilerServices;

namespace Trestle.Stages.Kernel.Readings;

/// <summary>
/// Counts the texts of a block by instance first: repeated texts mostly share one, and are then looked up once a block. A text that is seen
/// for the first time is counted at once, so the order in which different texts come does not depend on who shares an instance.
/// </summary>
/// <param name="count">Counts a text, or null for no value, in a number of rows.</param>
internal sealed class RepeatCounts(Action<string?, long> count)
{
    private const int Slots = 512;

    private RepeatShare repeats;

    /// <summary>Counts the texts of a block.</summary>
    public void Add(ReadOnlySpan<string?> texts)
    {
        if (repeats.IsSmall)
        {
            foreach (var text in texts)
            {
                count(text, 1);
            }

            return;
        }

        repeats.Add(texts.Length, 0);
        var slots = ArrayPool<Slot>.Shared.Rent(Slots);
        var missing = 0L;
        foreach (var text in texts)
        {
            if (text is null)
            {
                missing++;
                continue;
            }

            ref var slot = ref slots[RuntimeHelpers.GetHashCode(text) & (Slots - 1)];
            if (ReferenceEquals(slot.Text, text))
            {
                slot.More++;
                continue;
            }

            Settle(ref slot);
            slot.Text = text;
            count(text, 1);
        }

        if (missing > 0)
        {
            count(null, missing);
        }

        foreach (ref var slot in slots.AsSpan(0, Slots))
        {
            Settle(ref slot);
        }

        ArrayPool<Slot>.Shared.Return(slots);
    }

    private void Settle(ref Slot slot)
    {
        if (slot.More > 0)
        {
            count(slot.Text, slot.More);
            repeats.Add(0, slot.More);
        }

        slot = default;
    }

    private struct Slot
    {
        public string? Text;

        /// <summary>Rows after the first, which has been counted.</summary>
        public long More;
    }
}
