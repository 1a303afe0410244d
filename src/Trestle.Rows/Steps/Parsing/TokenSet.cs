using System.Buffers;
using System.Text;

namespace Trestle.Rows.Steps.Parsing;

/// <summary>
/// Texts that mean "no value", to be looked for in many rows: the same answers as <see cref="ValueParser.IsNull"/>, mostly after a look at
/// one character.
/// </summary>
public sealed class TokenSet
{
    private const int Buffer = 128;

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

    /// <summary>As for characters; mostly the first byte tells.</summary>
    public bool Contains(ReadOnlySpan<byte> utf8)
    {
        if (!utf8.IsEmpty && utf8[0] is > (byte)' ' and <= 127 && !first.Contains(char.ToUpperInvariant((char)utf8[0])))
        {
            return false;
        }

        if (utf8.Length > Buffer)
        {
            return Contains(Encoding.UTF8.GetString(utf8));
        }

        Span<char> text = stackalloc char[Buffer];
        return Contains(text[..Encoding.UTF8.GetChars(utf8, text)]);
    }

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
