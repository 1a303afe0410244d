using System.Globalization;
using System.Text;

namespace Trestle.Rows.Steps.Parsing;

/// <summary>Makes the text of a date plain: digits of any script, full-width marks, dashes and blanks become those of ASCII.</summary>
internal static class DateText
{
    /// <summary>The longest text that can be a date.</summary>
    public const int Longest = 96;

    /// <summary>Whether a text is plain already, as nearly all are, or too long to be a date.</summary>
    public static bool IsPlain(ReadOnlySpan<char> text) => text.Length > Longest || Ascii.IsValid(text);

    /// <summary>The text trimmed and plain, in <paramref name="buffer"/>, which has room for <see cref="Longest"/>.</summary>
    public static ReadOnlySpan<char> Plain(ReadOnlySpan<char> text, Span<char> buffer)
    {
        var length = 0;
        foreach (var sign in text)
        {
            if (!Invisible(sign))
            {
                buffer[length++] = Plain(sign);
            }
        }

        return buffer[..length].Trim();
    }

    /// <summary>Marks of writing direction, which browsers put into dates, and other signs without a width.</summary>
    private static bool Invisible(char sign) => sign is '\u200B' or '\u200E' or '\u200F' or '\u061C' or '\uFEFF';

    private static char Plain(char sign) => sign switch
    {
        <= '\u007F' => sign,
        >= '\uFF01' and <= '\uFF5E' => (char)(sign - '\uFF01' + '!'),
        '\u2212' or (>= '\u2010' and <= '\u2015') => '-',
        '\u2044' or '\u2215' => '/',
        '\u060C' => ',',
        _ when char.IsWhiteSpace(sign) => ' ',
        _ when char.IsDigit(sign) => (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(sign)),
        _ => sign,
    };
}
