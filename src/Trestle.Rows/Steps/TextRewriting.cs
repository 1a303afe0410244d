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
    /// <summary>
    /// The new column; the old array when nothing changes. Texts are mostly repeated categories that share one instance, so the result
    /// for an instance is cached for the length of a block.
    /// </summary>
    public static Array Rewrite<TRule>(RowBlock block, int position, TRule rule)
        where TRule : struct, ITextRule
    {
        var texts = block.Texts(position);
        string?[]? rewritten = null;
        TextMemory<string?>? memory = null;
        for (var i = 0; i < texts.Length; i++)
        {
            if (texts[i] is not { } text || rule.Keeps(text))
            {
                continue;
            }

            var changed = texts.Length < TextMemory<string?>.Enough ? rule.Change(text) : (memory ??= new(rule.Change)).Of(text);
            if (!ReferenceEquals(changed, text))
            {
                rewritten ??= texts.ToArray();
                rewritten[i] = changed;
            }
        }

        return rewritten ?? block.Raw(position);
    }
}
