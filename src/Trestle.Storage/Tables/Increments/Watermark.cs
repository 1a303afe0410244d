using System.Globalization;

namespace Trestle.Storage.Tables.Increments;

/// <summary>By what the values of a watermark are ordered.</summary>
public enum WatermarkKind
{
    /// <summary>Numbers that a double holds.</summary>
    Number,

    /// <summary>Whole numbers of any length, as texts.</summary>
    Digits,

    /// <summary>Dates and times in the form of ISO 8601, with a T or a space between them.</summary>
    Time,

    /// <summary>Other texts, by their characters.</summary>
    Text,
}

/// <summary>A value of the column by which it is known which rows are new.</summary>
/// <param name="Value">The value as it is written in the table.</param>
/// <param name="Kind">By what it is ordered.</param>
public sealed record Watermark(string Value, WatermarkKind Kind)
{
    private const string ZonedEnd = "Z";

    /// <summary>Twice the relative error of a number of single precision, and some more.</summary>
    private const double SinglePrecision = 2e-7;

    /// <summary>The value some time earlier, in the same form; null where it is no time.</summary>
    public Watermark? Before(TimeSpan time)
    {
        var text = Value.TrimEnd('Z');
        if (Kind != WatermarkKind.Time || !DateTime.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment))
        {
            return null;
        }

        var earlier = moment - DateTime.MinValue > time ? moment - time : DateTime.MinValue;
        var separator = text.Contains('T', StringComparison.Ordinal) ? "'T'" : "' '";
        var form = text.Length <= "yyyy-MM-dd".Length ? "yyyy-MM-dd" : $"yyyy-MM-dd{separator}HH:mm:ss.FFFFFF";
        var end = Value.EndsWith(ZonedEnd, StringComparison.Ordinal) ? ZonedEnd : "";
        return this with { Value = earlier.ToString(form, CultureInfo.InvariantCulture) + end };
    }

    /// <summary>
    /// The value from which on a database is asked again, so that rows of this very value are among them. A column of single precision
    /// holds 0.7 as a little less: a fraction is lowered by more than that.
    /// </summary>
    public Watermark Seam()
    {
        var fraction = 0.0;
        return Kind != WatermarkKind.Number || !double.TryParse(Value, CultureInfo.InvariantCulture, out fraction)
            || fraction == Math.Floor(fraction)
            ? this
            : this with { Value = (fraction - (Math.Abs(fraction) * SinglePrecision)).ToString("R", CultureInfo.InvariantCulture) };
    }

    /// <summary>The value in the SQL of a database; only numbers and times, which hold no character that SQL gives a meaning to.</summary>
    /// <param name="isZoned">Whether the database reads a Z at the end of a time.</param>
    internal string Literal(bool isZoned) => Kind switch
    {
        WatermarkKind.Number or WatermarkKind.Digits when Value.All(c => char.IsAsciiDigit(c) || c is '-' or '+' or '.' or 'E' or 'e') =>
            Value,
        WatermarkKind.Time when Value.All(c => char.IsAsciiDigit(c) || c is '-' or ':' or '.' or ' ' or 'T' or 'Z' or '+') =>
            $"'{(isZoned ? Value : Value.TrimEnd('Z'))}'",
        _ => throw new InvalidOperationException("only numbers and times are compared in a database"),
    };

    /// <summary>The form of a time that is written as text: its digits as zeros, its fraction too unless a Z follows.</summary>
    internal static string Form(string text) =>
        $"regexp_replace(regexp_replace({text}, '[.][0-9]+$', ''), '[0-9]', '0', 'g')";

    /// <summary>An expression of the same order, in the SQL of the engine.</summary>
    internal static string Order(WatermarkKind kind, string text) => kind switch
    {
        WatermarkKind.Number => $"TRY_CAST({text} AS DOUBLE)",
        // A cast alone would round 0.5.
        WatermarkKind.Digits => $"CASE WHEN regexp_full_match({text}, '[+-]?[0-9]+') THEN TRY_CAST({text} AS HUGEINT) END",
        WatermarkKind.Time => $"TRY_CAST(rtrim({text}, 'Z') AS TIMESTAMP)",
        _ => text,
    };
}
