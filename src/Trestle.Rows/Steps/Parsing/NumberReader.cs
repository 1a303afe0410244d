using System.Globalization;
using System.Text;

namespace Trestle.Rows.Steps.Parsing;

/// <summary>Reads numbers; see <see cref="ValueParser"/> for the grammar.</summary>
internal static class NumberReader
{
    private const int LongestText = 1024;
    private const int LongestExponent = 12;
    private const int BeyondAnyExponent = 99_999;
    private const ulong LargestExact = 1UL << 53;

    private static readonly double[] PowersOfTen =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
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
    /// <param name="text">A number, or anything else.</param>
    /// <param name="decimalMark">'.' or ','.</param>
    /// <param name="shift">The power of ten that the number is multiplied by, before it is rounded to a double.</param>
    /// <param name="value">The number, or NaN.</param>
    public static bool TryAny(ReadOnlySpan<char> text, char decimalMark, int shift, out double value)
    {
        value = double.NaN;
        if (text.Length is 0 or > LongestText || char.IsAsciiLetter(text[0]))
        {
            return false;
        }

        Span<char> buffer = stackalloc char[text.Length];
        var rest = Ascii.IsValid(text) ? text : NumberSymbols.Fold(text, decimalMark, buffer).Trim(' ');
        var negative = TakeSign(ref rest, decimalMark);
        Span<char> digits = stackalloc char[rest.Length + LongestExponent];
        var at = 0;
        if (!TryWhole(rest, decimalMark, digits, ref at, out var length))
        {
            return false;
        }

        var whole = length;
        if (at < rest.Length && rest[at] == decimalMark)
        {
            at++;
            CopyDigits(rest, digits, ref at, ref length);
            at = length == whole ? NumberSymbols.SkipDashes(rest, at) : at;
        }

        if (length == 0 || !TryExponent(rest[at..], out var exponent))
        {
            return false;
        }

        value = Compose(digits, length, exponent + shift - (length - whole));
        value = negative ? -value : value;
        return !double.IsNaN(value);
    }

    /// <summary>
    /// Takes the sign off: before ("-5", "- 5", "+5"), behind ("5-"), or as accountants write it ("(5)"). A second one stays, and no
    /// number begins with it. The dash of a price without cents ("5,-") is no sign.
    /// </summary>
    private static bool TakeSign(ref ReadOnlySpan<char> text, char decimalMark)
    {
        if (text is ['(', .., ')'])
        {
            text = text[1..^1].Trim(' ');
            return true;
        }

        if (text is ['-' or '+', ..])
        {
            var negative = text[0] == '-';
            text = text[1..].TrimStart(' ');
            return negative;
        }

        var behind = text is [.., var last, '-'] && last != decimalMark && last != '-';
        text = behind ? text[..^1].TrimEnd(' ') : text;
        return behind;
    }

    /// <summary>
    /// The digits before the decimal mark, perhaps in groups: of three ("1,234,567"), or, with commas, the Indian way
    /// ("12,34,567": three, before them twos). The first group does not start with 0.
    /// </summary>
    private static bool TryWhole(ReadOnlySpan<char> text, char decimalMark, Span<char> digits, ref int at, out int length)
    {
        length = 0;
        var first = CopyDigits(text, digits, ref at, ref length);
        if (at == text.Length || !IsSeparator(text[at], decimalMark))
        {
            return true;
        }

        if (first is 0 or > 3 || digits[0] == '0')
        {
            return false;
        }

        var separator = text[at];
        var twos = separator == ',' && first < 3;
        var threes = true;
        var last = first;
        for (var groups = 0; at < text.Length && text[at] == separator; groups++)
        {
            at++;
            twos &= groups == 0 || last == 2;
            last = CopyDigits(text, digits, ref at, ref length);
            threes &= last == 3;
        }

        return threes || (twos && last == 3);
    }

    /// <summary>Reads what follows the digits: nothing, or an exponent.</summary>
    private static bool TryExponent(ReadOnlySpan<char> text, out int exponent)
    {
        exponent = 0;
        if (text.IsEmpty)
        {
            return true;
        }

        var signed = text.Length > 1 && text[1] is '-' or '+';
        var digits = text[(signed ? 2 : 1)..];
        if (text[0] is not ('e' or 'E') || digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        foreach (var digit in digits)
        {
            exponent = Math.Min((exponent * 10) + (digit - '0'), BeyondAnyExponent);
        }

        exponent = signed && text[1] == '-' ? -exponent : exponent;
        return true;
    }

    /// <summary>The double nearest to digits times a power of ten; NaN when there is none that is finite.</summary>
    private static double Compose(Span<char> digits, int length, int power)
    {
        ulong whole = 0;
        for (var i = 0; i < length && whole <= LargestExact; i++)
        {
            whole = (whole * 10) + (uint)(digits[i] - '0');
        }

        if (whole <= LargestExact && Math.Abs(power) < PowersOfTen.Length)
        {
            return power < 0 ? whole / PowersOfTen[-power] : whole * PowersOfTen[power];
        }

        digits[length] = 'E';
        power.TryFormat(digits[(length + 1)..], out var written, provider: CultureInfo.InvariantCulture);
        const NumberStyles Style = NumberStyles.AllowExponent;
        var read = double.TryParse(digits[..(length + 1 + written)], Style, CultureInfo.InvariantCulture, out var value);
        return read && double.IsFinite(value) ? value : double.NaN;
    }

    private static int CopyDigits(ReadOnlySpan<char> text, Span<char> digits, ref int at, ref int length)
    {
        var first = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            digits[length++] = text[at++];
        }

        return at - first;
    }

    /// <summary>The other mark, an apostrophe, a blank.</summary>
    private static bool IsSeparator(char c, char decimalMark) => c != decimalMark && (c is '.' or ',' or '\'' or ' ');
}
