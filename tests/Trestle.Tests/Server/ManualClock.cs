namespace Trestle.Tests.Server;

/// <summary>
/// A clock that stands until it is moved. Its hands can be set, as by a person or a time server; its timers follow the time that passes.
/// </summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<Timer> timers = [];
    private DateTimeOffset now = new(2026, 11, 23, 8, 7, 30, TimeSpan.Zero);
    private TimeSpan passed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return now;
        }
    }

    public override long GetTimestamp()
    {
        lock (gate)
        {
            return passed.Ticks;
        }
    }

    /// <summary>Sets the hands; no time passes.</summary>
    public void Set(TimeSpan by)
    {
        lock (gate)
        {
            now += by;
        }
    }

    /// <summary>Waits until somebody waits for the clock, then lets time pass up to the first who does, and not more than this.</summary>
    public async Task PassAsync(TimeSpan most, CancellationToken cancellation)
    {
        Timer first;
        while (!TryFirst(out first))
        {
            cancellation.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        lock (gate)
        {
            var step = first.Due - passed < most ? first.Due - passed : most;
            (now, passed) = (now + step, passed + step);
        }

        first.FireIfDue();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private bool TryFirst(out Timer first)
    {
        lock (gate)
        {
            first = timers.MinBy(timer => timer.Due)!;
            return first is not null;
        }
    }

    private sealed class Timer(ManualClock clock, Action fire) : ITimer
    {
        public TimeSpan Due { get; private set; }

        public void FireIfDue()
        {
            lock (clock.gate)
            {
                if (Due > clock.passed || !clock.timers.Remove(this))
                {
                    return;
                }
            }

            fire();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                clock.timers.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = clock.passed + dueTime;
                    clock.timers.Add(this);
                }
            }

            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
