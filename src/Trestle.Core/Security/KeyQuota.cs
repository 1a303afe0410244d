namespace Trestle.Core.Security;

/// <summary>
/// The requests that a key has left: a bucket that holds those of one second and fills steadily, and a count of the day (UTC). It is kept
/// in memory, by each process for itself.
/// </summary>
public sealed class KeyQuota(KeyLimits limits, TimeProvider clock)
{
    private readonly Lock gate = new();
    private double left = limits.PerSecond ?? 0;
    private long filled = clock.GetTimestamp();
    private DateOnly today;
    private long spent;

    /// <summary>Takes a request: null when it may be answered, else the time until the next one may.</summary>
    public TimeSpan? Take()
    {
        if (limits is { PerSecond: null, PerDay: null })
        {
            return null;
        }

        lock (gate)
        {
            var now = clock.GetUtcNow();
            if (DateOnly.FromDateTime(now.UtcDateTime) is var day && day != today)
            {
                (today, spent) = (day, 0);
            }

            if (spent >= limits.PerDay)
            {
                return now.UtcDateTime.Date.AddDays(1) - now.UtcDateTime;
            }

            if (limits.PerSecond is { } rate)
            {
                var at = clock.GetTimestamp();
                left = Math.Min(rate, left + (clock.GetElapsedTime(filled, at).TotalSeconds * rate));
                filled = at;
                if (left < 1)
                {
                    return TimeSpan.FromSeconds((1 - left) / rate);
                }

                left--;
            }

            spent++;
            return null;
        }
    }

    /// <summary>The time to wait as the header Retry-After has it: whole seconds, at least one.</summary>
    public static string RetryAfter(TimeSpan wait) => $"{Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds))}";
}
