using System.Buffers;

namespace Trestle.Rows.Csv;

/// <summary>
/// Texts that a spreadsheet takes for formulas when it opens a CSV file (owasp.org/www-community/attacks/CSV_Injection). Whoever sent the
/// text must not run code on the machine of the reader.
/// </summary>
public static class FormulaText
{
    // The last four are the full-width forms of the first.
    private static readonly SearchValues<char> Starts = SearchValues.Create("=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20");

    /// <summary>The text, with ' in front when it is a formula; one that is a number, such as -5, is none.</summary>
    public static string? Neutral(string? text) =>
        text is { Length: > 0 } && Starts.Contains(text[0]) && !IsNumber(text) ? $"'{text}" : text;

    /// <summary>A sign, and then nothing but digits, marks between them, and an exponent.</summary>
    private static bool IsNumber(string text)
    {
        if (text[0] is not ('+' or '-'))
        {
            return false;
        }

        var rest = text.AsSpan(1);
        var exponent = rest.IndexOfAny('e', 'E');
        return exponent < 0
            ? IsDigits(rest, ".,")
            : IsDigits(rest[..exponent], ".,") && IsDigits(rest[(exponent + 1)..].TrimStart("+-"), "");
    }

    private static bool IsDigits(ReadOnlySpan<char> text, string marks)
    {
        var digits = 0;
        foreach (var letter in text)
        {
            digits += char.IsAsciiDigit(letter) ? 1 : 0;
            if (!char.IsAsciiDigit(letter) && !marks.Contains(letter))
            {
                return false;
            }
        }

        return digits > 0;
    }
}
