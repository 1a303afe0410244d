using Trestle.Core.Schema;

namespace Trestle.Rows.Steps.Parsing;

/// <summary>
/// What a text means as a number, a boolean, a date, or as nothing. The only reader of values: row steps, the inference of contracts
/// and the checks of requests all use it. White space around a value never counts.
/// </summary>
public static class ValueParser
{
    /// <summary>Formats of ISO 8601, in which the order of day and month is unambiguous.</summary>
    public static IReadOnlyList<string> IsoDateFormats => DateFormatList.Iso;

    /// <summary>All formats tried when the format of a column is inferred, day before month where both fit.</summary>
    public static IReadOnlyList<string> DateFormats => DateFormatList.All;

    /// <summary>
    /// Reads a number: a sign, digits (possibly in groups, separated by the other mark, a blank or an apostrophe), an optional fraction,
    /// an optional exponent. The decimal mark, '.' or ',', decides what "1,234" is.
    /// </summary>
    /// <remarks>
    /// The sign stands before the digits or, a minus alone, behind them ("123-"), or is a pair of parentheses ("(123)"). A minus is
    /// U+002D, U+2212 or a full-width one; before the digits also a hyphen or en dash (U+2010 to U+2013). Digits are those of any script.
    /// Groups have three digits, or with commas three and before them twos ("12,34,567"); the first does not start with 0. No hexadecimals
    /// and no underscores. Infinity, as a word or as what does not fit a double ("1e400"), is no number, in any format of files:
    /// it measures nothing, and no statistic survives it.
    /// </remarks>
    public static bool TryNumber(ReadOnlySpan<char> text, char decimalMark, out double value) =>
        NumberReader.TryPlain(text, decimalMark, out value) || NumberReader.TryAny(text.Trim(), decimalMark, 0, out value);

    /// <summary>
    /// Reads a number that may have affixes (<see cref="NumberText.TrySplit"/>): each of them must be among those given, and the number is
    /// multiplied by their factors. A number alone is read as it is, unless there is a factor for the empty text.
    /// </summary>
    public static bool TryNumber(ReadOnlySpan<char> text, char decimalMark, IReadOnlyList<NumberAffix> affixes, out double value) =>
        (!AffixReader.ScalesAlone(affixes) && TryNumber(text, decimalMark, out value))
        || AffixReader.TryRead(text, decimalMark, affixes, out value);

    /// <summary>Reads yes/no, true/false, y/n, t/f, on/off, 1/0 and the other words of <see cref="BooleanWords"/>, ignoring case.</summary>
    public static bool TryBoolean(ReadOnlySpan<char> text, out bool value) => BooleanWords.TryRead(text.Trim(), out value);

    /// <summary>
    /// Reads a date by the first of the formats that fits, as microseconds since 1970-01-01T00:00, rounded down. Formats are .NET custom
    /// format strings (invariant culture, but names of months in the common languages), with the fields Www (ISO week), D (its day) and
    /// Qq (quarter), or a word for a number: excel, excel-1904, unix, unix-ms, unix-us, unix-ns. A text with an offset is converted to
    /// UTC, one without is taken as it is. Missing months and days are the first; a time of day alone is one of 1970-01-01; 24:00:00 is the
    /// next midnight; the leap second :60 is not read. Of two digits, 49 is the year 2049 and 50 is 1950.
    /// </summary>
    public static bool TryDate(ReadOnlySpan<char> text, IReadOnlyList<string> formats, out double micros) =>
        TryDate(text, formats, null, out micros, out _);

    /// <summary>
    /// Reads a date as <see cref="TryDate(ReadOnlySpan{char}, IReadOnlyList{string}, out double)"/> does; one with a time of day and
    /// without an offset is a time of the clocks of a zone. Dates without a time of day, and numbers, are taken as they are.
    /// </summary>
    public static bool TryDate(
        ReadOnlySpan<char> text, IReadOnlyList<string> formats, ZoneRules? zone, out double micros, out ClockTime time)
    {
        text = text.Trim();
        if (TryTrimmedDate(text, formats, zone, out micros, out time))
        {
            return true;
        }

        if (DateText.IsPlain(text))
        {
            return false;
        }

        Span<char> buffer = stackalloc char[DateText.Longest];
        return TryTrimmedDate(DateText.Plain(text, buffer), formats, zone, out micros, out time);
    }

    private static bool TryTrimmedDate(
        ReadOnlySpan<char> text, IReadOnlyList<string> formats, ZoneRules? zone, out double micros, out ClockTime time)
    {
        time = ClockTime.Usual;
        for (var i = 0; i < formats.Count; i++)
        {
            if (DateProgram.Of(formats[i]).TryRead(text, out var ticks, out var local))
            {
                ticks = local && zone is not null ? ZoneClock.Of(zone).ToUtc(ticks, out time) : ticks;

                // Both are positive, so that whole numbers round down; ticks can have more digits than a double.
                micros = (ticks / TimeSpan.TicksPerMicrosecond) - (DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerMicrosecond);
                return true;
            }
        }

        micros = double.NaN;
        return false;
    }

    /// <summary>
    /// Reads a text as the contract of its column says: a number with the column's decimal mark and affixes, or in its form, a boolean as 1
    /// or 0, a date in one of the column's formats (ISO 8601 when it names none). False for a text that does not fit, and in a column of
    /// texts.
    /// </summary>
    public static bool TryRead(ColumnContract column, ReadOnlySpan<char> text, out double value)
    {
        switch (column.Type)
        {
            case ColumnType.Number:
                return WrittenForms.Of(column) is { } form
                    ? WrittenForms.TryRead(text, form, out value)
                    : TryNumber(text, column.DecimalMark, column.Affixes, out value);
            case ColumnType.Boolean:
                var read = TryBoolean(text, out var truth);
                value = truth ? 1 : 0;
                return read;
            case ColumnType.Date:
                return TryDate(text, column.Formats.Count > 0 ? column.Formats : IsoDateFormats, column.Zone, out value, out _);
            default:
                value = double.NaN;
                return false;
        }
    }

    /// <summary>Whether a text is one of the tokens that mean "no value", ignoring white space around either and case (ordinal).</summary>
    public static bool IsNull(ReadOnlySpan<char> text, IReadOnlyList<string> tokens)
    {
        text = text.Trim();
        for (var i = 0; i < tokens.Count; i++)
        {
            if (text.Equals(tokens[i].AsSpan().Trim(), StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
