namespace Trestle.Stages.Train;

/// <summary>The moment at which the trials of a unit must have ended; never, without a time budget.</summary>
/// <param name="clock">The time.</param>
/// <param name="until">The timestamp; null for never.</param>
internal sealed class Deadline(TimeProvider clock, long? until)
{
    /// <summary>
    /// A learner that cannot be asked to end is cancelled this much after the deadline, as a share of the time that there was.
    /// </summary>
    private const double Grace = 0.1;

    private readonly long began = clock.GetTimestamp();

    /// <summary>Seconds that were left for the search as a whole when it was set; null without a time budget.</summary>
    public double? Whole { get; init; }

    /// <summary>Whether there is one.</summary>
    public bool Exists => until is not null;

    /// <summary>Whether it has passed.</summary>
    public bool IsOver => until is { } end && clock.GetTimestamp() >= end;

    /// <summary>Seconds that are left; infinite without a deadline.</summary>
    public double Left => until is { } end
        ? Math.Max(0, clock.GetElapsedTime(clock.GetTimestamp(), end).TotalSeconds)
        : double.PositiveInfinity;

    /// <summary>Seconds since it was set.</summary>
    public double Elapsed => clock.GetElapsedTime(began).TotalSeconds;

    /// <summary>The timestamp by which one of several fits must end, so that all do, some side by side.</summary>
    public long? ForOneOf(int fits, int parallel) => until is null
        ? null
        : clock.GetTimestamp() + (long)(clock.TimestampFrequency * Left / Math.Ceiling((double)fits / parallel));

    /// <summary>The deadline of the first part of what is left.</summary>
    public Deadline First(double share) =>
        until is null ? this : new Deadline(clock, clock.GetTimestamp() + (long)(clock.TimestampFrequency * Left * share));

    /// <summary>Cancels what does not end by itself.</summary>
    public CancellationTokenSource Token(CancellationToken cancellation)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (until is not null)
        {
            // The timer is that of the system: it only guards against what would never end.
            source.CancelAfter(TimeSpan.FromSeconds(Left + (Grace * (Left + Elapsed)) + 0.2));
        }

        return source;
    }
}
