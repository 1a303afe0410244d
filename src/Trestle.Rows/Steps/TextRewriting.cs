using System.Runtime.CompilerServices;

using Trestle.Rows.Blocks;

namespace Trestle.Rows.Steps;

/// <summary>A pure function from text to text, in two parts: a quick check whether anything has to be done, and the work.</summary>
internal interface ITextRule
{
    /// <summary>Whether the text certainly stays as it is.</summary>
    bool Keeps(string text);

    /// <summary>The rewritten text.</summary>
    string? Change(string text);
}

/// <summary>Applies a rule to a column of texts.</summary>
internal static class TextRewriting
{
    private const int RememberedFrom = 64;

    /// <summary>
    /// The new column; the old array when nothing changes. Texts are mostly repeated categories that share one instance, so the result
    /// for an instance is cached for the length of a block.
    /// </summary>
    public static Array Rewrite<TRule>(RowBlock block, int position, TRule rule)
        where TRule : struct, ITextRule
    {
        var texts = block.Texts(position);
        string?[]? rewritten = null;
        Memory<TRule>? memory = null;
        for (var i = 0; i < texts.Length; i++)
        {
            if (texts[i] is not { } text || rule.Keeps(text))
            {
                continue;
            }

            var changed = texts.Length < RememberedFrom ? rule.Change(text) : (memory ??= new Memory<TRule>()).Change(text, rule);
            if (!ReferenceEquals(changed, text))
            {
                rewritten ??= texts.ToArray();
                rewritten[i] = changed;
            }
        }

        return rewritten ?? block.Raw(position);
    }

    private sealed class Memory<TRule>
        where TRule : struct, ITextRule
    {
        private const int Size = 256;

        private readonly (string? From, string? To)[] slots = new (string?, string?)[Size];

        public string? Change(string text, TRule rule)
        {
            ref var slot = ref slots[RuntimeHelpers.GetHashCode(text) & (Size - 1)];
            if (!ReferenceEquals(slot.From, text))
            {
                slot = (text, rule.Change(text));
            }

            return slot.To;
        }
    }
}
