using System.Runtime.CompilerServices;

namespace Trestle.Rows.Steps;

/// <summary>
/// What was computed for a text, by its instance: repeated texts of a block mostly share one. To be used for the length of a block.
/// </summary>
public sealed class TextMemory<T>(Func<string, T> compute)
{
    /// <summary>Texts from which it is worth its memory.</summary>
    public const int Enough = 64;

    private const int Size = 256;

    private readonly (string? Text, T? Result)[] slots = new (string?, T?)[Size];

    /// <summary>The result for a text.</summary>
    public T Of(string text)
    {
        ref var slot = ref slots[RuntimeHelpers.GetHashCode(text) & (Size - 1)];
        if (!ReferenceEquals(slot.Text, text))
        {
            slot = (text, compute(text));
        }

        return slot.Result!;
    }
}
