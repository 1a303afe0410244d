using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Trestle.Core.Expressions;

/// <summary>Cuts an expression into words.</summary>
internal sealed class Lexer(string text)
{
    private const string Signs = "+-*/%=<>(),|!";

    private static readonly string[] LongSigns = ["||", "==", "!=", "<>", "<=", ">="];

    private static readonly FrozenSet<string> Keywords = new[]
    {
        "and", "or", "not", "is", "null", "in", "between", "case", "when", "then", "else", "end", "true", "false",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The microseconds of a unit of time.</summary>
    private static readonly FrozenDictionary<string, double> Units = new Dictionary<string, double>
    {
        ["w"] = 604_800e6,
        ["d"] = 86_400e6,
        ["h"] = 3_600e6,
        ["m"] = 60e6,
        ["s"] = 1e6,
        ["ms"] = 1e3,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private int at;

    /// <summary>Whether a word cannot be the plain name of a column.</summary>
    public static bool IsKeyword(string word) => Keywords.Contains(word);

    /// <summary>Whether a name needs no quotes.</summary>
    public static bool IsPlain(string name) => name.Length > 0 && !IsKeyword(name) && NameLength(name, 0) == name.Length;

    /// <summary>The microseconds of a duration in the largest unit in which it is a whole number.</summary>
    public static string Print(double micros)
    {
        var unit = Units.OrderByDescending(entry => entry.Value).FirstOrDefault(entry => micros % entry.Value == 0, new("ms", 1e3));
        return $"{Print(micros / unit.Value, "R")}{unit.Key}";
    }

    /// <summary>A number as the language reads it.</summary>
    public static string Print(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>The next word.</summary>
    public Token Next()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        if (at == text.Length)
        {
            return new Token(TokenKind.End, "", at);
        }

        var c = text[at];
        return char.IsAsciiDigit(c) || (c == '.' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1])) ? Number()
            : c == '\'' ? Quoted(TokenKind.Text, c)
            : c == '"' ? Quoted(TokenKind.QuotedName, c)
            : NameLength(text, at) is > 0 and var length ? Name(length)
            : Sign();
    }

    /// <summary>Letters, digits and '_'; a point when a letter, digit or '_' follows it. The first is no digit.</summary>
    private static int NameLength(string text, int start)
    {
        var at = start;
        while (at < text.Length && (IsWord(text[at]) || (text[at] == '.' && at > start && at + 1 < text.Length && IsWord(text[at + 1]))))
        {
            at++;
        }

        return start < text.Length && char.IsDigit(text[start]) ? 0 : at - start;
    }

    private static bool IsWord(char c) =>
        char.IsLetterOrDigit(c) || c == '_' || char.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark;

    private Token Name(int length)
    {
        var (word, start) = (text.Substring(at, length), at);
        at += length;
        return IsKeyword(word) ? new Token(TokenKind.Keyword, word.ToLowerInvariant(), start) : new Token(TokenKind.Name, word, start);
    }

    private Token Quoted(TokenKind kind, char quote)
    {
        var (start, content) = (at++, new StringBuilder());
        while (at < text.Length)
        {
            if (text[at] == quote)
            {
                at++;
                if (at == text.Length || text[at] != quote)
                {
                    return content.Length > 0 || kind == TokenKind.Text
                        ? new Token(kind, content.ToString(), start)
                        : throw new ExpressionFault(start, "an empty name in double quotes", "the name of a column", "write a text as ''");
                }
            }

            content.Append(text[at++]);
        }

        throw new ExpressionFault(
            start, $"a quote that is not closed: {quote}", $"a second {quote}",
            quote == '\'' ? "close the text with '; a ' inside it is written ''"
                : "close the name with \"; a \" inside it is written \"\"");
    }

    private Token Number()
    {
        var start = at;
        Digits();
        if (at < text.Length && text[at] == '.')
        {
            at++;
            Digits();
        }

        if (IsExponent())
        {
            at += 2;
            Digits();
        }

        var value = double.Parse(text.AsSpan(start, at - start), NumberStyles.Float, CultureInfo.InvariantCulture);
        var suffix = at;
        while (at < text.Length && (IsWord(text[at]) || text[at] == '.'))
        {
            at++;
        }

        var (unit, written) = (text[suffix..at], text[start..at]);
        var factor = unit.Length == 0 ? 1 : Units.GetValueOrDefault(unit);
        if (!double.IsFinite(value * factor))
        {
            throw new ExpressionFault(start, "a number that is too large", "a number of at most 1.8e308", "write a smaller number");
        }

        return unit.Length == 0 ? new Token(TokenKind.Number, written, start, value)
            : factor > 0 ? new Token(TokenKind.Duration, written, start, value * factor)
            : throw new ExpressionFault(
                start, "a number that letters follow", "a number such as 12.5 or 1e3, or a duration such as 90d, 12h, 30m, 5s or 2w",
                "put a space or an operator between them; a name that begins with a digit is written in double quotes");
    }

    private void Digits()
    {
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }
    }

    private bool IsExponent() => at + 1 < text.Length && text[at] is 'e' or 'E'
        && (char.IsAsciiDigit(text[at + 1])
            || (text[at + 1] is '+' or '-' && at + 2 < text.Length && char.IsAsciiDigit(text[at + 2])));

    private Token Sign()
    {
        var start = at;
        var sign = LongSigns.FirstOrDefault(two => string.CompareOrdinal(text, start, two, 0, 2) == 0) ?? text[at].ToString();
        if (!Signs.Contains(sign[0], StringComparison.Ordinal) || sign is "|" or "!")
        {
            var shown = char.IsControl(sign[0]) || char.IsSurrogate(sign[0]) ? $"U+{(int)sign[0]:X4}" : sign;
            throw new ExpressionFault(start, $"the character {shown}", "an operator, a column, a number or a text", Advice(sign[0]));
        }

        at += sign.Length;
        return new Token(TokenKind.Sign, sign switch { "==" => "=", "<>" => "!=", _ => sign }, start);
    }

    private static string Advice(char c) => c switch
    {
        '!' => "write not",
        '&' => "write and",
        '|' => "write or; texts are joined by ||",
        '^' => "write power(x, y)",
        '`' or '[' or ']' => "write the name of a column in double quotes",
        '\u2018' or '\u2019' or '\u201C' or '\u201D' => "use straight quotes: 'a text', \"a column\"",
        _ => "remove it; a name with such a character is written in double quotes",
    };
}
