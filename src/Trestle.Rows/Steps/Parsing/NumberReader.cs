using System.Globalization;

namespace Trestle.Rows.Steps.Parsing;

/// <summary>Reads numbers; see <see cref="ValueParser.TryNumber"/> for the grammar.</summary>
internal static class NumberReader
{
    private const int LongestText = 1024;
    private const ulong LargestExact = 1UL << 53;

    private static readonly double[] PowersOfTen =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
    ];

    /// <summary>
    /// The common case: a sign, digits, a mark, digits. Exact when the digits are a whole number up to 2^53 and the power of ten
    /// is exact too (Clinger, PLDI 1990), else left to <see cref="TryAny"/>.
    /// </summary>
    public static bool TryPlain(ReadOnlySpan<char> text, char decimalMark, out double value)
    {
        value = double.NaN;
        var at = text.Length > 0 && text[0] is '-' or '+' ? 1 : 0;
        var digits = text.Length - at;
        if (digits is 0 or > 19)
        {
            return false;
        }

        ulong whole = 0;
        var mark = -1;
        for (var i = at; i < text.Length; i++)
        {
            var digit = (uint)(text[i] - '0');
            if (digit <= 9)
            {
                whole = (whole * 10) + digit;
            }
            else if (text[i] == decimalMark && mark < 0)
            {
                mark = i;
            }
            else
            {
                return false;
            }
        }

        if (whole > LargestExact || (mark >= 0 && digits == 1))
        {
            return false;
        }

        value = whole / PowersOfTen[mark < 0 ? 0 : text.Length - 1 - mark];
        value = text[0] == '-' ? -value : value;
        return true;
    }

    /// <summary>The whole grammar, for a text without white space around it.</summary>
    public static bool TryAny(ReadOnlySpan<char> text, char decimalMark, out double value)
    {
        value = double.NaN;
        if (text.Length is 0 or > LongestText)
        {
            return false;
        }

        Span<char> plain = stackalloc char[text.Length];
        var length = 0;
        var at = 0;
        if (text[0] is '-' or '+')
        {
            plain[length++] = text[at++];
        }

        if (!TryWhole(text, decimalMark, plain, ref at, ref length, out var digits))
        {
            return false;
        }

        if (at < text.Length && text[at] == decimalMark)
        {
            plain[length++] = '.';
            at++;
            digits += CopyDigits(text, plain, ref at, ref length);
        }

        if (digits == 0 || !TryExponent(text, plain, ref at, ref length) || at != text.Length)
        {
            return false;
        }

        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        var read = double.TryParse(plain[..length], Style, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number);
        value = read ? number : double.NaN;
        return read;
    }

    /// <summary>The digits before the decimal mark; groups have three digits except the first, which does not start with 0.</summary>
    private static bool TryWhole(ReadOnlySpan<char> text, char decimalMark, Span<char> plain, ref int at, ref int length, out int digits)
    {
        var first = at;
        digits = CopyDigits(text, plain, ref at, ref length);
        if (at == text.Length || !IsSeparator(text[at], decimalMark))
        {
            return true;
        }

        if (digits is 0 or > 3 || text[first] == '0')
        {
            return false;
        }

        var separator = text[at];
        while (at < text.Length && text[at] == separator)
        {
            at++;
            if (CopyDigits(text, plain, ref at, ref length) != 3)
            {
                return false;
            }

            digits += 3;
        }

        return true;
    }

    private static bool TryExponent(ReadOnlySpan<char> text, Span<char> plain, ref int at, ref int length)
    {
        if (at == text.Length || text[at] is not ('e' or 'E'))
        {
            return true;
        }

        plain[length++] = text[at++];
        if (at < text.Length && text[at] is '-' or '+')
        {
            plain[length++] = text[at++];
        }

        return CopyDigits(text, plain, ref at, ref length) > 0;
    }

    private static int CopyDigits(ReadOnlySpan<char> text, Span<char> plain, ref int at, ref int length)
    {
        var first = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            plain[length++] = text[at++];
        }

        return at - first;
    }

    /// <summary>The other mark, an apostrophe (straight or curly), a space (plain, no-break, narrow no-break, thin).</summary>
    private static bool IsSeparator(char c, char decimalMark) =>
        c != decimalMark && (c is '.' or ',' or '\'' or '\u2019' or ' ' or '\u00A0' or '\u202F' or '\u2009');
}
