namespace Trestle.Core.Configuration;

/// <summary>
/// The form of a <see cref="TimeSpan"/> in the configuration file: <c>250ms</c>, <c>30s</c>, <c>5m</c>, <c>2h</c>, <c>7d</c>.
/// </summary>
public static class Duration
{
    private static readonly Unit[] Units =
    [
        new("d", TimeSpan.TicksPerDay), new("h", TimeSpan.TicksPerHour), new("m", TimeSpan.TicksPerMinute),
        new("s", TimeSpan.TicksPerSecond), new("ms", TimeSpan.TicksPerMillisecond),
    ];

    /// <summary>Reads a whole number with a unit; null when it is something else, or too large.</summary>
    public static TimeSpan? Parse(string text) => Unit.Parse(text, Units) is { } ticks ? new TimeSpan(ticks) : null;

    /// <summary>The duration, a whole number of milliseconds, in the largest unit in which it is a whole number.</summary>
    public static string Print(TimeSpan duration) => Unit.Print(duration.Ticks, Units);
}
