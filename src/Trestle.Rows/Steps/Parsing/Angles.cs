using System.Globalization;

namespace Trestle.Rows.Steps.Parsing;

/// <summary>A text as an angle.</summary>
/// <param name="Degrees">Its degrees; south and west are negative.</param>
/// <param name="Point">N, S, E or W, or '\0' for an angle without one.</param>
/// <param name="Parts">The numbers it is made of: 1 for degrees, 2 with minutes, 3 with seconds.</param>
/// <param name="Marked">Whether the degrees have their sign.</param>
public readonly record struct AngleText(decimal Degrees, char Point, int Parts, bool Marked)
{
    /// <summary>Whether it is a number like any other.</summary>
    public bool Plain => Point == '\0' && Parts == 1 && !Marked;
}

/// <summary>
/// Reads angles in degrees, minutes and seconds, and points of the compass: 52°31'12"N, N 52° 31.2', 13 24 36 E, 52.52N, -33.8688°.
/// </summary>
/// <remarks>
/// Numbers without the sign of degrees need a letter behind them, and one number two decimals as well: 12E is a seat, 9.5 W a size of
/// shoes, N18.3 a disease. O is east in German and west in French, and is not read.
/// </remarks>
public static class Angles
{
    private const int LongestText = 40;
    private const int MostDigits = 15;
    private const int Decimals = 2;
    private const string Points = "NSEW";

    // Signs of degrees, of minutes, and of seconds, by place.
    private static readonly string[] Signs = ["°º˚", "'′’", "\"″”"];

    /// <summary>Reads an angle in one of the forms of <see cref="WrittenForms"/>.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, string form, out double degrees)
    {
        var read = TryParse(text, out var found) && Fits(found, form);
        degrees = read ? Nearest(found.Degrees) : double.NaN;
        return read;
    }

    /// <summary>The nearest double: a cast from decimal is off in the last digit.</summary>
    private static double Nearest(decimal degrees)
    {
        Span<char> digits = stackalloc char[LongestText];
        degrees.TryFormat(digits, out var length, "", CultureInfo.InvariantCulture);
        return double.Parse(digits[..length], CultureInfo.InvariantCulture);
    }

    /// <summary>Whether an angle can be a value of a form: a latitude has N or S, and is at most 90.</summary>
    public static bool Fits(AngleText angle, string form) => form switch
    {
        WrittenForms.Latitude => angle.Point is '\0' or 'N' or 'S' && Math.Abs(angle.Degrees) <= 90,
        WrittenForms.Longitude => angle.Point is '\0' or 'E' or 'W' && Math.Abs(angle.Degrees) <= 180,
        _ => angle.Point == '\0',
    };

    /// <summary>What a text is as an angle of at most 360 degrees; false when it is none.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out AngleText found)
    {
        found = default;
        text = text.Trim();
        if (text.Length is 0 or > LongestText)
        {
            return false;
        }

        var (first, last) = (Points.Contains(text[0]), Points.Contains(text[^1]));
        var point = first ? text[0] : last ? text[^1] : '\0';
        text = (first ? text[1..] : last ? text[..^1] : text).Trim();
        var negative = text is ['-' or '\u2212', ..];
        var signed = negative || text is ['+', ..];
        if ((first && last) || (signed && point != '\0')
            || !TryParts(signed ? text[1..] : text, point != '\0', out var degrees, out var parts, out var marked, out var decimals)
            || (parts == 1 && !marked && (point != '\0' ? first || decimals < Decimals : text.Contains(','))))
        {
            return false;
        }

        found = new AngleText(negative || point is 'S' or 'W' ? -degrees : degrees, point, parts, marked);
        return degrees <= 360 && (point is not ('N' or 'S') || degrees <= 90) && (point is not ('E' or 'W') || degrees <= 180);
    }

    /// <summary>Degrees, minutes and seconds, each with its sign, or behind blanks or colons where a letter says what they are.</summary>
    private static bool TryParts(
        ReadOnlySpan<char> text, bool lettered, out decimal degrees, out int parts, out bool marked, out int decimals)
    {
        (degrees, parts, marked, decimals) = (0, 0, false, 0);
        var unit = 1m;
        while (!text.IsEmpty && parts < Signs.Length)
        {
            if (decimals > 0 || !TryNumber(ref text, out var number, out decimals) || (parts > 0 && number >= 60))
            {
                return false;
            }

            // Each part is exact before the division, which has 28 digits.
            degrees += number / unit;
            unit *= 60;
            var sign = TakesSign(ref text, parts);
            marked |= sign && parts == 0;
            parts++;
            if (!sign && !text.IsEmpty && (!lettered || marked || text[0] is not (' ' or ':')))
            {
                return false;
            }

            text = text is [':', ..] && !sign ? text[1..] : text.TrimStart();
        }

        // Feet and inches have the signs of minutes and seconds.
        return parts > 0 && text.IsEmpty && (parts == 1 || marked || lettered);
    }

    private static bool TakesSign(ref ReadOnlySpan<char> text, int part)
    {
        var rest = text.TrimStart();
        var length = part == 2 && rest.StartsWith("''", StringComparison.Ordinal) ? 2
            : part == 0 && rest.StartsWith("deg", StringComparison.Ordinal) ? 3
            : !rest.IsEmpty && Signs[part].Contains(rest[0]) ? 1 : 0;
        text = length == 0 ? text : rest[length..];
        return length > 0;
    }

    private static bool TryNumber(ref ReadOnlySpan<char> text, out decimal number, out int decimals)
    {
        var whole = text.IndexOfAnyExceptInRange('0', '9');
        whole = whole < 0 ? text.Length : whole;
        var rest = text.Length > whole + 1 && text[whole] is '.' or ',' ? text[(whole + 1)..] : [];
        decimals = rest.IndexOfAnyExceptInRange('0', '9');
        decimals = decimals < 0 ? rest.Length : decimals;
        number = 0;
        var length = whole + (decimals > 0 ? decimals + 1 : 0);
        if (whole is 0 or > 3 || decimals > MostDigits)
        {
            return false;
        }

        Span<char> plain = stackalloc char[length];
        text[..length].CopyTo(plain);
        plain.Replace(',', '.');
        text = text[length..];
        return decimal.TryParse(plain, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }
}
