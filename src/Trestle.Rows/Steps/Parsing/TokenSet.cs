using System.Buffers;

namespace Trestle.Rows.Steps.Parsing;

/// <summary>
/// Texts that mean "no value", to be looked for in many rows: the same answers as <see cref="ValueParser.IsNull"/>, mostly after a look at
/// one character.
/// </summary>
public sealed class TokenSet
{
    private readonly string[] tokens;
    private readonly SearchValues<char> first;
    private readonly bool hasEmpty;
    private readonly int longest;

    /// <summary>A set of texts; white space around them and case do not count.</summary>
    public TokenSet(IEnumerable<string> texts)
    {
        string[] trimmed = [.. texts.Select(text => text.Trim())];
        tokens = [.. trimmed.Where(text => text.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)];
        first = SearchValues.Create([.. tokens.Select(token => char.ToUpperInvariant(token[0]))]);
        hasEmpty = tokens.Length < trimmed.Length && trimmed.Contains("");
        longest = tokens.Select(token => token.Length).DefaultIfEmpty(0).Max();
    }

    /// <summary>Whether a text is in the set, ignoring white space around it and case (ordinal).</summary>
    public bool Contains(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (text.IsEmpty)
        {
            return hasEmpty;
        }

        return text.Length <= longest && first.Contains(char.ToUpperInvariant(text[0])) && IsToken(text);
    }

    /// <summary>False for bytes of UTF-8 that cannot be such a text, which mostly the first one tells.</summary>
    public bool MayContain(ReadOnlySpan<byte> utf8) =>
        utf8.IsEmpty || utf8[0] is <= (byte)' ' or > 127 || first.Contains(char.ToUpperInvariant((char)utf8[0]));

    private bool IsToken(ReadOnlySpan<char> text)
    {
        foreach (var token in tokens)
        {
            if (text.Equals(token, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
