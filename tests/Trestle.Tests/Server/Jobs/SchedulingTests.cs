using Microsoft.Extensions.DependencyInjection;

using Quartz;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Server.Jobs;

using Xunit;

namespace Trestle.Tests.Server.Jobs;

public sealed class SchedulingTests : IClassFixture<BareServer>
{
    private readonly BareServer server;
    private readonly SetClock clock = new();

    public SchedulingTests(BareServer server)
    {
        this.server = server;
        clock.Advance(new TimeSpan(0, 7, 30));
    }

    /// <summary>08:07:30 on Monday, 23 November 2026.</summary>
    private DateTimeOffset Now => clock.GetUtcNow();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("0 3 * * *", "UTC", "2026-11-24T03:00:00Z")]
    [InlineData("0 3 * * *", "Europe/Lisbon", "2026-11-24T03:00:00Z")]
    [InlineData("0 3 * * *", "America/New_York", "2026-11-24T08:00:00Z")]
    [InlineData("*/15 * * * *", "UTC", "2026-11-23T08:15:00Z")]
    [InlineData("30 6 * * 1-5", "UTC", "2026-11-24T06:30:00Z")]
    [InlineData("0 0 1 * *", "UTC", "2026-12-01T00:00:00Z")]
    [InlineData("0 12 * * 0", "UTC", "2026-11-29T12:00:00Z")]
    [InlineData("0 0 29 2 *", "UTC", "2028-02-29T00:00:00Z")]
    public void Cron_fields_mean_what_they_mean_elsewhere(string fields, string zone, string expected) =>
        Trigger(new Rhythm.Cron(fields, zone)).GetFireTimeAfter(Now).ShouldBe(DateTimeOffset.Parse(expected));

    [Theory]
    [InlineData("0 3 * *", "UTC")]
    [InlineData("61 3 * * *", "UTC")]
    [InlineData("", "UTC")]
    [InlineData("now", "UTC")]
    [InlineData("0 3 * * *", "Atlantis/City")]
    public void A_schedule_that_cannot_be_understood_is_a_problem(string fields, string zone) =>
        Should.Throw<TrestleException>(() => Trigger(new Rhythm.Cron(fields, zone))).Problems[0].Code.ShouldBe("TR0153");

    [Fact]
    public void What_is_due_every_so_often_is_due_at_the_same_moments_for_all_servers() =>
        Trigger(new Rhythm.Every(TimeSpan.FromMinutes(5))).StartTimeUtc.ShouldBe(new DateTimeOffset(2026, 11, 23, 8, 10, 0, TimeSpan.Zero));

    [Fact]
    public async Task The_scheduler_runs_on_the_injected_clock()
    {
        var fired = new TaskCompletionSource<DateTimeOffset>(TaskCreationOptions.RunContinuationsAsynchronously);
        var services = new ServiceCollection();
        services.AddLogging().AddSingleton<TimeProvider>(clock).AddSingleton(fired).AddScheduler();
        await using var provider = services.BuildServiceProvider();
        var scheduler = await provider.GetRequiredService<ISchedulerFactory>().GetScheduler(Cancellation);
        var due = await scheduler.ScheduleJob(
            JobBuilder.Create<ReportFireTime>().Build(), Trigger(new Rhythm.Cron("8 8 * * *", "UTC")), cancellationToken: Cancellation);
        due.ShouldBe(Now.AddSeconds(30));

        clock.Advance(TimeSpan.FromSeconds(30));
        await scheduler.Start(Cancellation);
        (await fired.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation)).ShouldBe(Now);
        await scheduler.Shutdown(waitForJobsToComplete: true, Cancellation);
    }

    [Fact]
    public async Task A_due_time_is_taken_once_among_many_and_never_one_before_it()
    {
        var due = server.Host.Services.GetService(typeof(DueTimes)) as DueTimes;
        var taken = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => due!.TakeAsync("test", Now, Cancellation)));
        taken.Count(first => first).ShouldBe(1);
        (await due!.TakeAsync("test", Now, Cancellation)).ShouldBeFalse();
        (await due.TakeAsync("test", Now - TimeSpan.FromMinutes(1), Cancellation)).ShouldBeFalse();
        (await due.TakeAsync("test", Now + TimeSpan.FromMinutes(1), Cancellation)).ShouldBeTrue();
    }

    private ITrigger Trigger(Rhythm rhythm) => new Scheduling(null!, [], null!, clock).Trigger("test", rhythm);

    private sealed class ReportFireTime(TaskCompletionSource<DateTimeOffset> fired) : IJob
    {
        public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
        {
            fired.TrySetResult(context.FireTimeUtc);
            return ValueTask.CompletedTask;
        }
    }
}
