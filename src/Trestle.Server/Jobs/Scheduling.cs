namespace Trestle.Server.Jobs;

/// <summary>
/// Runs the recurring jobs while the server runs, each one after the other. Times that were missed are skipped: while a job still ran, or
/// the machine slept. A clock that is set back or forth stops no job.
/// </summary>
internal sealed class Scheduling(IEnumerable<IRecurring> works, RecurringJob job, ServedProject served, TimeProvider clock)
    : BackgroundService
{
    /// <summary>How long to wait until the clock is looked at again.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(30);

    /// <summary>A job that begins later than this after its due time is skipped.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(1);

    private (IRecurring Work, Rhythm Rhythm)[] all = [];

    /// <summary>Begins; error TR0153 when a schedule cannot be understood.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        all = [.. works.Select(work => (work, work.RhythmOf(served.Project.Settings)))
            .Where(pair => pair.Item2 is not null).Select(pair => (pair.work, pair.Item2!))];
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(all.Select(one => RepeatAsync(one.Work, one.Rhythm, stoppingToken)));

    private async Task RepeatAsync(IRecurring work, Rhythm rhythm, CancellationToken stopping)
    {
        try
        {
            for (var next = rhythm.After(clock.GetUtcNow()); next is { } due; next = rhythm.After(clock.GetUtcNow()))
            {
                due = await UntilAsync(due, rhythm, stopping);
                if (clock.GetUtcNow() - due <= Late)
                {
                    await job.RunAsync(work, due, stopping);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    /// <summary>Waits until it is due; returns the time that has come, which is an earlier one when the clock was set back.</summary>
    private async Task<DateTimeOffset> UntilAsync(DateTimeOffset due, Rhythm rhythm, CancellationToken stopping)
    {
        while (due - clock.GetUtcNow() is var left && left > TimeSpan.Zero)
        {
            await Task.Delay(left < Look ? left : Look, clock, stopping);
            due = rhythm.After(clock.GetUtcNow()) is { } again && again < due ? again : due;
        }

        return due;
    }
}
