namespace Trestle.Testing;

/// <summary>A clock that stands until it is moved; its elapsed time follows its hands, its timers are real.</summary>
public sealed class StillClock : TimeProvider
{
    /// <summary>Where it stands at first: 03:04:05 UTC on 2 January 2026.</summary>
    public static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>Where it stands.</summary>
    public DateTimeOffset Now { get; set; } = Start;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Now;

    /// <inheritdoc/>
    public override long GetTimestamp() => Now.UtcTicks;

    /// <summary>Moves it.</summary>
    public void Advance(TimeSpan time) => Now += time;
}
