namespace Trestle.Cli.Simulations;

/// <summary>The date of the replay. Only the current time is simulated: timers and delays use the time of the machine.</summary>
internal sealed class SimulatedClock(DateTimeOffset start) : TimeProvider
{
    /// <summary>The current time.</summary>
    public DateTimeOffset Now { get; set; } = start;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Now;
}
