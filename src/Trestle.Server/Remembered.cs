namespace Trestle.Server;

/// <summary>
/// A value of the records that is looked up at most once a second, however many requests need it. While the records do not answer, the
/// last value stays in use for some minutes, so that a database that restarts is no outage of predictions.
/// </summary>
/// <param name="look">Looks it up.</param>
/// <param name="clock">The time; a clock that is set makes no difference.</param>
internal sealed class Remembered<T>(Func<Task<T>> look, TimeProvider clock)
{
    /// <summary>How long a value is used although the records cannot confirm it.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private const string NoRecords = "TR0048";
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private Task<T>? running;
    private long began;
    private Known? known;

    /// <summary>The value. Fails as the look-up does when there is none that may still be used.</summary>
    public async Task<T> GetAsync(CancellationToken cancellation)
    {
        Known? last;
        Task<T> asked;
        TimeSpan left;
        lock (gate)
        {
            last = known;
            if (last is not null && clock.GetElapsedTime(last.At) < Fresh)
            {
                return last.Value;
            }

            if (running is null)
            {
                (running, began) = (Task.Run(LookAsync, CancellationToken.None), clock.GetTimestamp());
            }

            // A look-up that takes long holds up the requests of one second, not all that follow.
            (asked, left) = (running, Patience - clock.GetElapsedTime(began));
        }

        if (last is null || clock.GetElapsedTime(last.At) > Longest)
        {
            return await asked.WaitAsync(cancellation);
        }

        try
        {
            return await asked.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock, cancellation);
        }
        catch (Exception silent) when (silent is TimeoutException or TrestleException { Problems: [{ Code: NoRecords }, ..] })
        {
            return last.Value;
        }
    }

    private async Task<T> LookAsync()
    {
        try
        {
            var value = await look();
            lock (gate)
            {
                known = new Known(value, clock.GetTimestamp());
            }

            return value;
        }
        finally
        {
            lock (gate)
            {
                running = null;
            }
        }
    }

    private sealed record Known(T Value, long At);
}
