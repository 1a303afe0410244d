namespace Trestle.Serving.Metrics;

/// <summary>Times of requests.</summary>
internal static class Clocks
{
    /// <summary>Whole microseconds since a timestamp of the same clock.</summary>
    public static int MicrosecondsSince(this TimeProvider clock, long timestamp) =>
        (int)Math.Min(clock.GetElapsedTime(timestamp).Ticks / TimeSpan.TicksPerMicrosecond, int.MaxValue);
}
