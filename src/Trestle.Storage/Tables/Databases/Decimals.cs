using System.Globalization;

namespace Trestle.Storage.Tables.Databases;

/// <summary>Decimal numbers as text.</summary>
internal static class Decimals
{
    /// <summary>Decimals of up to 15 digits keep all of them in a double.</summary>
    private const int DoubleDigits = 15;

    /// <summary>Whether a double gives the number back, digit by digit; what is no finite number is not asked for.</summary>
    public static bool IsExact(string text)
    {
        if (text.Length <= DoubleDigits || !(char.IsAsciiDigit(text[^1]) && (char.IsAsciiDigit(text[0]) || text[0] is '-' or '.')))
        {
            return true;
        }

        var point = text.IndexOf('.', StringComparison.Ordinal);
        var digits = point < 0 ? text : text.TrimEnd('0').TrimEnd('.');
        var places = point < 0 ? 0 : Math.Max(0, digits.Length - point - 1);
        return digits.Count(char.IsAsciiDigit) <= DoubleDigits
            || double.Parse(text, CultureInfo.InvariantCulture).ToString($"F{places}", CultureInfo.InvariantCulture) == digits;
    }
}
