using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Trestle.Rows.Steps.Forms;

/// <summary>
/// The international form of phone numbers (ITU-T E.164; an extension follows as in RFC 3966). A number must be possible by the length and
/// the first digits that its country has; whether anybody has it is not known.
/// </summary>
internal static partial class PhoneForm
{
    private const int LongestText = 80;
    private const int MostDigits = 20;
    private const string UsualAbroad = "00";

    /// <summary>The number; null when there can be no such number.</summary>
    /// <param name="text">The text.</param>
    /// <param name="country">The country of numbers without a calling code; null when that is not known.</param>
    public static string? Of(string text, string? country)
    {
        if (text.Length > LongestText)
        {
            return null;
        }

        var plain = NormalForm.Of(text, compatible: true).Trim();
        plain = plain.StartsWith("tel:", StringComparison.OrdinalIgnoreCase) ? plain["tel:".Length..] : plain;
        var extension = Extension().Match(plain);
        var number = Digits(extension.Success ? plain[..extension.Index] : plain, out var international) is { } digits
            ? Number(digits, international, PhonePlans.Of(country))
            : null;
        return number is not null && extension.Success ? $"{number};ext={extension.Groups["digits"].Value}" : number;
    }

    private static string? Number(string digits, bool international, PhonePlan? plan)
    {
        if (international)
        {
            return PhonePlans.International(digits);
        }

        if (plan is null)
        {
            return digits.StartsWith(UsualAbroad, StringComparison.Ordinal) ? PhonePlans.International(digits[UsualAbroad.Length..]) : null;
        }

        var abroad = plan.Abroad(digits);
        return (abroad > 0 && abroad < digits.Length && digits[abroad] != '0' ? PhonePlans.International(digits[abroad..]) : null)
            ?? (plan.National(digits) is { } number ? $"+{plan.Code}{number}" : null)
            ?? (digits.StartsWith(plan.Code, StringComparison.Ordinal) && plan.National(digits[plan.Code.Length..]) is { } own
                ? $"+{plan.Code}{own}"
                : null);
    }

    /// <summary>The digits, without what people write between them; null when there is anything else, or nothing.</summary>
    private static string? Digits(string text, out bool international)
    {
        international = false;
        var digits = new StringBuilder(MostDigits);
        foreach (var c in text)
        {
            if (char.IsDigit(c))
            {
                digits.Append(CharUnicodeInfo.GetDecimalDigitValue(c));
            }
            else if (c == '+' && digits.Length == 0 && !international)
            {
                international = true;
            }
            else if (!Separates(c))
            {
                return null;
            }
        }

        return digits.Length is > 0 and <= MostDigits ? digits.ToString() : null;
    }

    private static bool Separates(char c) => char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format
        || c is '-' or '.' or '/' or '(' or ')' or '[' or ']' or (>= '\u2010' and <= '\u2015') or '\u2212';

    [GeneratedRegex(
        @"(;ext=|[\s,;]*(ext(ension|n)?|x(tn)?|durchwahl|poste|#)\s*[.:]?\s*)(?<digits>[0-9]{1,7})#?\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Extension();
}
