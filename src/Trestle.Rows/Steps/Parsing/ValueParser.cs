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
    /// Reads a number: an optional sign, digits (possibly in groups of three, separated by the other mark, a space or an apostrophe),
    /// an optional fraction, an optional exponent. The decimal mark, '.' or ',', decides what "1,234" is. No hexadecimals, no words;
    /// what does not fit a double ("1e400") is not a number.
    /// </summary>
    public static bool TryNumber(ReadOnlySpan<char> text, char decimalMark, out double value) =>
        NumberReader.TryPlain(text, decimalMark, out value) || NumberReader.TryAny(text.Trim(), decimalMark, out value);

    /// <summary>Reads yes/no, true/false, y/n, t/f, on/off, 1/0, ignoring case.</summary>
    public static bool TryBoolean(ReadOnlySpan<char> text, out bool value)
    {
        text = text.Trim();
        value = Is(text, "1") || Is(text, "true") || Is(text, "yes") || Is(text, "y") || Is(text, "t") || Is(text, "on");
        return value || Is(text, "0") || Is(text, "false") || Is(text, "no") || Is(text, "n") || Is(text, "f") || Is(text, "off");
    }

    /// <summary>
    /// Reads a date by the first of the formats that fits, as microseconds since 1970-01-01T00:00, rounded down. Formats are .NET custom
    /// format strings (invariant culture, but names of months in the common languages), with the fields Www (ISO week), D (its day) and
    /// Qq (quarter), or a word for a number: excel, excel-1904, unix, unix-ms, unix-us, unix-ns. A text with an offset is converted to
    /// UTC, one without is taken as it is. Missing months and days are the first; a time of day alone is one of 1970-01-01; 24:00:00 is the
    /// next midnight; the leap second :60 is not read. Of two digits, 49 is the year 2049 and 50 is 1950.
    /// </summary>
    public static bool TryDate(ReadOnlySpan<char> text, IReadOnlyList<string> formats, out double micros)
    {
        text = text.Trim();
        if (TryTrimmedDate(text, formats, out micros))
        {
            return true;
        }

        if (DateText.IsPlain(text))
        {
            return false;
        }

        Span<char> buffer = stackalloc char[DateText.Longest];
        return TryTrimmedDate(DateText.Plain(text, buffer), formats, out micros);
    }

    private static bool TryTrimmedDate(ReadOnlySpan<char> text, IReadOnlyList<string> formats, out double micros)
    {
        for (var i = 0; i < formats.Count; i++)
        {
            if (DateProgram.Of(formats[i]).TryRead(text, out var ticks))
            {
                // Both are positive, so that whole numbers round down; ticks can have more digits than a double.
                micros = (ticks / TimeSpan.TicksPerMicrosecond) - (DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerMicrosecond);
                return true;
            }
        }

        micros = double.NaN;
        return false;
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

    private static bool Is(ReadOnlySpan<char> text, string word) => text.Equals(word, StringComparison.OrdinalIgnoreCase);
}
