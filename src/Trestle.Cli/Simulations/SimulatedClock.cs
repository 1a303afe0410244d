namespace Trestle.Cli.Simulations;

/// <summary>The date of a past that is replayed. Only what time it is comes from it: whatever waits, waits in the machine's time.</summary>
internal sealed class SimulatedClock(DateTimeOffset start) : TimeProvider
{
    /// <summary>What time it is.</summary>
    public DateTimeOffset Now { get; set; } = start;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Now;
}
