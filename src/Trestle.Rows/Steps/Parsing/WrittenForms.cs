using Trestle.Core.Schema;

namespace Trestle.Rows.Steps.Parsing;

/// <summary>
/// Numbers that are not written as one number: durations and angles. A column of numbers names its form under <c>formats</c>, with one of
/// the words here; its values are seconds, or degrees.
/// </summary>
public static class WrittenForms
{
    /// <summary>Durations that say themselves what they count: 1:30:00, 1 day 02:03, 2h 15m, PT1H30M. The value is in seconds.</summary>
    public const string Duration = "duration";

    /// <summary>Durations as in <see cref="Duration"/>; 1:30 is one hour and a half.</summary>
    public const string DurationHours = "duration-hours";

    /// <summary>Durations as in <see cref="Duration"/>; 1:30 is one minute and a half.</summary>
    public const string DurationMinutes = "duration-minutes";

    /// <summary>Angles without a point of the compass: 12°30', -33.8688°. The value is in degrees.</summary>
    public const string Degrees = "degrees";

    /// <summary>Degrees north of the equator: 52°31'12"N, 33.87° S is negative; from -90 to 90.</summary>
    public const string Latitude = "latitude";

    /// <summary>Degrees east of Greenwich: 13 24 36 E, 58°22'54"W is negative; from -180 to 180.</summary>
    public const string Longitude = "longitude";

    /// <summary>All forms.</summary>
    public static IReadOnlyList<string> All { get; } = [Duration, DurationHours, DurationMinutes, Degrees, Latitude, Longitude];

    /// <summary>The form of a column of numbers; null for numbers that are written as such.</summary>
    public static string? Of(ColumnContract column) =>
        column is { Type: ColumnType.Number, Formats: [var format] } && All.Contains(format) ? format : null;

    /// <summary>What a column in a form holds, for people.</summary>
    public static string Words(string form) => form switch
    {
        Duration => "duration, in seconds",
        DurationHours => "duration, h:mm, in seconds",
        DurationMinutes => "duration, m:ss, in seconds",
        Degrees => "angle, in degrees",
        _ => $"{form}, in degrees",
    };

    /// <summary>One value in a form, for people.</summary>
    public static string Expected(string form) => form switch
    {
        Duration => "duration, such as 1:30:00 or 1h 30m",
        DurationHours => "duration, such as 1:30 for one hour and a half",
        DurationMinutes => "duration, such as 1:30 for one minute and a half",
        Degrees => "number of degrees, such as 12°30'",
        Latitude => "latitude, such as 52°31'12\"N or 52.52",
        _ => "longitude, such as 13°24'36\"E or 13.41",
    };

    /// <summary>Reads a text in a form, as seconds or degrees; false for one that is not written so, and for an unknown form.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, string form, out double value)
    {
        value = double.NaN;
        return form switch
        {
            Duration or DurationHours or DurationMinutes => Durations.TryRead(text, form, out value),
            Degrees or Latitude or Longitude => Angles.TryRead(text, form, out value),
            _ => false,
        };
    }
}
