using System.Globalization;
using System.Text;

namespace Trestle.Rows.Steps.Parsing;

/// <summary>
/// The characters of numbers in their many forms. Each is folded into the ASCII character that means the same, so that the readers
/// of numbers know one form of a digit, a sign, a mark and a blank.
/// </summary>
internal static class NumberSymbols
{
    /// <summary>What characters without a width become (marks of direction, byte order marks): they are left out.</summary>
    public const char Invisible = '\u200B';

    /// <summary>
    /// The ASCII form: decimal digits of every script; full-width forms; minus signs (U+2212, U+FE63); blanks of any width;
    /// apostrophes; the decimal, group and percent signs of Arabic. Other characters stay as they are.
    /// </summary>
    public static char Fold(char c, char decimalMark = '.') => c < '\u0080' ? c : c switch
    {
        >= '\uFF01' and <= '\uFF5E' => (char)(c - 0xFEE0),
        '\u2212' or '\uFE63' => '-',
        '\uFE62' => '+',
        '\u2018' or '\u2019' or '\u02BC' or '\u066C' => '\'',
        '\u066B' => decimalMark,
        '\u066A' => '%',
        '\u061C' or '\uFEFF' or (>= '\u200B' and <= '\u200F') or (>= '\u202A' and <= '\u202E') or (>= '\u2060' and <= '\u2069') =>
            Invisible,
        _ when char.IsDigit(c) => (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(c)),
        _ when char.IsWhiteSpace(c) => ' ',
        _ => c,
    };

    /// <summary>
    /// Whether a character is a hyphen or an en dash (U+2010 to U+2013), which word processors put in the place of a minus. It is a
    /// sign only before a number: "1990–" is an open range. An em dash (U+2014) never is one: it means "no value".
    /// </summary>
    public static bool IsHyphen(char c) => c is >= '\u2010' and <= '\u2013';

    /// <summary>
    /// The place behind the dashes that stand for cents in "5,-" and "5.--", which no letter or digit follows; else the same place.
    /// </summary>
    public static int SkipDashes(ReadOnlySpan<char> text, int at)
    {
        var end = at;
        while (end < text.Length && text[end] is '-' or (>= '\u2010' and <= '\u2015'))
        {
            end++;
        }

        return end - at <= 2 && (end == text.Length || !char.IsLetterOrDigit(text[end])) ? end : at;
    }

    /// <summary>Whether a character has no width or is white space.</summary>
    public static bool IsBlank(char c) => char.IsWhiteSpace(c) || (c >= '\u0080' && Fold(c) == Invisible);

    /// <summary>A text without characters that have no width; the same text where there is none.</summary>
    public static ReadOnlySpan<char> Visible(ReadOnlySpan<char> text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        var left = new char[text.Length];
        var length = 0;
        foreach (var c in text)
        {
            left[length] = c;
            length += Fold(c) == Invisible ? 0 : 1;
        }

        return left.AsSpan(0, length);
    }

    /// <summary>A text without white space and characters without a width around it.</summary>
    public static ReadOnlySpan<char> Trim(ReadOnlySpan<char> text)
    {
        var from = 0;
        var to = text.Length;
        while (from < to && IsBlank(text[from]))
        {
            from++;
        }

        while (to > from && IsBlank(text[to - 1]))
        {
            to--;
        }

        return text[from..to];
    }

    /// <summary>Folds a text. <paramref name="folded"/> has at least its length; the result is the part that was written.</summary>
    public static ReadOnlySpan<char> Fold(ReadOnlySpan<char> text, char decimalMark, Span<char> folded)
    {
        var length = 0;
        var digits = false;
        foreach (var c in text)
        {
            var plain = !digits && IsHyphen(c) ? '-' : Fold(c, decimalMark);
            digits |= char.IsAsciiDigit(plain);
            if (plain != Invisible)
            {
                folded[length++] = plain;
            }
        }

        return folded[..length];
    }
}
