using System.Text;

using Trestle.Core.Schema;

namespace Trestle.Rows.Steps.Parsing;

/// <summary>
/// Dates that are not written as those of the training were, but as programs write them, in ISO 8601. They are written again in a format
/// of their column, so that all that follows reads them as it reads the others; one that no format of the column can say is not taken.
/// </summary>
public static class OtherDates
{
    private static readonly string[] Utc = ["Z", "z", "+00:00", "-00:00"];

    /// <summary>
    /// A date of ISO 8601 in the first format of its column that says the same moment; null when the text is no such date, when no format
    /// says as much (a time of day where the training had days, or the reverse), or when it could mean another moment.
    /// </summary>
    public static string? InFormat(ColumnContract column, string text)
    {
        return column.Type != ColumnType.Date || column.Formats.Count == 0 || column.Formats.Any(IsYearDayMonth) || !Ascii.IsValid(text)
            || !ValueParser.TryDate(text, ValueParser.IsoDateFormats, column.Zone, out var micros, out _)
            || (IsShifted(text) && !KnowsOffsets(column))
            ? null
            : InFormat(column, micros);
    }

    /// <summary>
    /// A moment in the first format of its column that says it, of ISO 8601 where the column names none; null when none does.
    /// </summary>
    /// <param name="column">The column, of dates.</param>
    /// <param name="micros">Microseconds since 1970-01-01T00:00 UTC.</param>
    public static string? InFormat(ColumnContract column, double micros)
    {
        // A zone's own clocks, unless the format has an offset.
        var local = column.Zone is { } zone ? ZoneClock.Of(zone).ToLocal(micros) : micros;
        return (column.Formats.Count > 0 ? column.Formats : ValueParser.IsoDateFormats)
            .SelectMany(format => new[] { DateFormats.Print(local, format), DateFormats.Print(micros, format) })
            .FirstOrDefault(written => ValueParser.TryRead(column, written, out var read) && read == micros);
    }

    /// <summary>Whether a format has the order of ISO 8601 but for day and month, so that neither reading is certain.</summary>
    private static bool IsYearDayMonth(string format) => DateFormats.Order(format) == "ydM";

    /// <summary>Whether a text has an offset other than that of UTC.</summary>
    private static bool IsShifted(string text) =>
        text.Contains(':') && !DateFormats.IsLocal(text, ValueParser.IsoDateFormats) && !Utc.Any(text.TrimEnd().EndsWith);

    /// <summary>
    /// Whether it is known by which clocks the training's times are. Where it is not, a time with an offset may be meant as its own
    /// clocks show it, or as those of UTC do.
    /// </summary>
    private static bool KnowsOffsets(ColumnContract column) =>
        column.Zone is not null
        || column.Formats.Any(format => format.Contains('K') || format.Contains('z') || DateFormats.Numeric.Contains(format));
}
