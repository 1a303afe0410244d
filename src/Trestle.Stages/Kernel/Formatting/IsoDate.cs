using System.Globalization;

namespace Trestle.Stages.Kernel.Formatting;

/// <summary>Points in time as ISO 8601 writes them.</summary>
internal static class IsoDate
{
    private static readonly double First = -DateTime.UnixEpoch.Ticks / (double)TimeSpan.TicksPerMicrosecond;
    private static readonly double End = (DateTime.MaxValue - DateTime.UnixEpoch).Ticks / (double)TimeSpan.TicksPerMicrosecond;

    /// <summary>2024-01-05 at midnight, else 2024-01-05T13:30:00.25; null for part microseconds and outside years 1 to 9999.</summary>
    /// <param name="micros">Microseconds since 1970-01-01T00:00.</param>
    public static string? Of(double micros)
    {
        if (!(micros >= First && micros < End && Math.Floor(micros) == micros))
        {
            return null;
        }

        var moment = DateTime.UnixEpoch.AddTicks((long)micros * TimeSpan.TicksPerMicrosecond);
        return moment.ToString(
            moment.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture);
    }
}
