using System.Globalization;

namespace Trestle.Rows.Steps.Parsing;

/// <summary>
/// Reads dates by .NET custom format strings, faster than <c>DateTime.TryParseExact</c>, and with the same result for every text that it
/// reads; <see cref="DateScan"/> says what is read beyond that. Formats with other fields are left to it.
/// </summary>
internal static class DateReader
{
    /// <summary>Reads a text by a format of any kind, and its free spellings.</summary>
    public static bool TryScan(ReadOnlySpan<char> text, string format, out long ticks, out bool local)
    {
        local = false;
        if (DateNumbers.Knows(format))
        {
            return DateNumbers.TryRead(text, format, out ticks);
        }

        var scan = new DateScan(text, format);
        if (scan.TryRead(out ticks))
        {
            local = scan.Local;
            return true;
        }

        local = format.Length == 1 ? format is "s" : !format.ContainsAny('z', 'K') && format.ContainsAny('H', 'h');
        return scan.Unknown && TryParse(text, format, out ticks);
    }

    private static bool TryParse(ReadOnlySpan<char> text, string format, out long ticks)
    {
        ticks = 0;
        if (DateFormats.NeedsClock(format))
        {
            return false;
        }

        // Without NoCurrentDateDefault a format without a date would take today's.
        const DateTimeStyles Style =
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal | DateTimeStyles.NoCurrentDateDefault;
        var read = DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, Style, out var moment);
        ticks = moment.Ticks;
        return read;
    }
}
