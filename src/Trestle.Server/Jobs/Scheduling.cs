using Quartz;

namespace Trestle.Server.Jobs;

/// <summary>Schedules the recurring jobs when the server starts.</summary>
internal sealed class Scheduling(
    ISchedulerFactory schedulers, IEnumerable<IRecurring> works, ServedProject served, TimeProvider clock) : IHostedService
{
    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        foreach (var work in works)
        {
            if (work.RhythmOf(served.Project.Settings) is { } rhythm)
            {
                var job = JobBuilder.Create<RecurringJob>().WithIdentity(work.Name).Build();
                await scheduler.ScheduleJob(job, Trigger(work.Name, rhythm), cancellationToken: cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The trigger for a schedule; error TR0153 if it is invalid. Missed times are skipped.</summary>
    internal ITrigger Trigger(string name, Rhythm rhythm)
    {
        var trigger = TriggerBuilder.Create(clock).WithIdentity(name);
        return rhythm switch
        {
            Rhythm.Every every => trigger
                .StartAt(Next(every.Time))
                .WithSimpleSchedule(
                    schedule => schedule.WithInterval(every.Time).RepeatForever().WithMisfireInstruction(
                        SimpleTriggerMisfireInstruction.NextWithRemainingCount))
                .Build(),
            Rhythm.Cron cron => trigger
                .WithCronSchedule(
                    Parse(cron.Expression),
                    schedule => schedule.InTimeZone(Zone(cron)).WithMisfireInstruction(CronTriggerMisfireInstruction.DoNothing))
                .Build(),
            _ => throw new InvalidOperationException($"no trigger for {rhythm}"),
        };
    }

    private DateTimeOffset Next(TimeSpan time)
    {
        var now = clock.GetUtcNow().UtcTicks;
        return new DateTimeOffset((now / time.Ticks * time.Ticks) + time.Ticks, TimeSpan.Zero);
    }

    private static CronExpression Parse(string expression)
    {
        try
        {
            return CronExpression.Parse(expression, CronFormat.Unix);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new TrestleException(ServerErrors.BadCron(expression, e.Message), inner: e);
        }
    }

    private static TimeZoneInfo Zone(Rhythm.Cron cron) => TimeZoneInfo.TryFindSystemTimeZoneById(cron.TimeZone, out var zone)
        ? zone
        : throw new TrestleException(ServerErrors.BadCron(cron.Expression, $"there is no time zone '{cron.TimeZone}'"));
}

/// <summary>Runs a recurring job when it is due; a failure is logged and is an alert, and the job runs again the next time.</summary>
[DisallowConcurrentExecution]
internal sealed class RecurringJob(
    IEnumerable<IRecurring> works, DueTimes taken, JobHealth health, ILogger<RecurringJob> log) : IJob
{
    /// <inheritdoc/>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var work = works.Single(work => work.Name == context.JobDetail.Key.Name);
        var due = context.ScheduledFireTimeUtc ?? context.FireTimeUtc;
        try
        {
            if (!work.OnceForAll || await taken.TakeAsync(work.Name, due, cancellationToken))
            {
                await work.RunAsync(due, cancellationToken);
                await health.ReportAsync(work, null, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The server stops.
            log.LogDebug("{Work} was cancelled", work.Name);
        }
        catch (Exception failed)
        {
            log.LogError(failed, "{Work}, due at {Due}, failed", work.Name, due);
            await health.ReportAsync(work, failed, cancellationToken);
        }
    }
}

/// <summary>The scheduler of the recurring jobs.</summary>
internal static class Scheduler
{
    /// <summary>Adds it.</summary>
    public static void AddScheduler(this IServiceCollection services)
    {
        services.AddQuartz(quartz => quartz.AddScheduledWork());
        services.AddHostedService<Scheduling>();
        services.AddQuartzHostedService(hosted => hosted.WaitForJobsToComplete = true);
    }

    private static void AddScheduledWork(this IQuartzBuilder quartz) => quartz.Services.AddTransient<RecurringJob>();
}
