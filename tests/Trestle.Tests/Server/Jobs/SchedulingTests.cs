using System.Threading.Channels;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Server;
using Trestle.Server.Jobs;
using Trestle.Stages.Lifecycle;

using Xunit;

namespace Trestle.Tests.Server.Jobs;

/// <summary>Recurring jobs, on a clock that is moved and set by hand.</summary>
public sealed class SchedulingTests(BareServer server) : IClassFixture<BareServer>
{
    private readonly ManualClock clock = new();

    /// <summary>08:07:30 on Monday, 23 November 2026.</summary>
    private DateTimeOffset Now => clock.GetUtcNow();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private DueTimes Due => server.Host.Services.GetRequiredService<DueTimes>();

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
        new Rhythm.Cron(fields, zone).After(Now).ShouldBe(DateTimeOffset.Parse(expected));

    [Theory]
    [InlineData("2027-03-28T00:00:00Z", "2027-03-28T01:30:00Z", "2027-03-29T00:30:00Z")]
    [InlineData("2026-10-24T22:00:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z")]
    public void A_night_without_the_hour_or_with_two_of_them_has_one_run(string from, string first, string second)
    {
        // In Madrid there is no half past two on 28 March 2027, and on 25 October 2026 there are two.
        var nightly = new Rhythm.Cron("30 2 * * *", "Europe/Madrid");
        var due = nightly.After(DateTimeOffset.Parse(from))!.Value;
        (due > DateTimeOffset.Parse(from) && due <= DateTimeOffset.Parse(first)).ShouldBeTrue($"{due:O}");
        nightly.After(due).ShouldBe(DateTimeOffset.Parse(second));
    }

    [Theory]
    [InlineData("0 3 * *", "UTC")]
    [InlineData("61 3 * * *", "UTC")]
    [InlineData("", "UTC")]
    [InlineData("now", "UTC")]
    [InlineData("0 3 * * *", "Atlantis/City")]
    public void A_schedule_that_cannot_be_understood_is_a_problem(string fields, string zone) =>
        Should.Throw<TrestleException>(() => new Rhythm.Cron(fields, zone)).Problems[0].Code.ShouldBe("TR0153");

    [Fact]
    public void What_is_due_every_so_often_is_due_at_the_same_moments_for_all_servers()
    {
        var rhythm = new Rhythm.Every(TimeSpan.FromMinutes(5));
        rhythm.After(Now).ShouldBe(new DateTimeOffset(2026, 11, 23, 8, 10, 0, TimeSpan.Zero));
        rhythm.After(Now.ToOffset(TimeSpan.FromMinutes(345))).ShouldBe(rhythm.After(Now));
        rhythm.After(rhythm.After(Now)!.Value).ShouldBe(Now.AddMinutes(7.5));
    }

    [Fact]
    public async Task Jobs_run_when_they_are_due()
    {
        await using var running = await StartAsync(new Rhythm.Cron("9 8 * * *", "UTC"));
        (await running.NextAsync()).ShouldBe(new DateTimeOffset(2026, 11, 23, 8, 9, 0, TimeSpan.Zero));
        clock.GetUtcNow().ShouldBe(new DateTimeOffset(2026, 11, 23, 8, 9, 0, TimeSpan.Zero));
    }

    [Theory]
    [InlineData(-3600)]
    [InlineData(-86_400 * 365)]
    [InlineData(3600)]
    public async Task A_clock_that_is_set_stops_no_job(int seconds)
    {
        await using var running = await StartAsync(new Rhythm.Every(TimeSpan.FromSeconds(5)));
        await clock.PassAsync(TimeSpan.FromSeconds(1), Cancellation);
        clock.Set(TimeSpan.FromSeconds(seconds));
        var (set, before) = (Now, clock.GetTimestamp());
        var due = await running.NextAsync();
        (due - set).ShouldBeInRange(TimeSpan.Zero, TimeSpan.FromSeconds(10));
        clock.GetElapsedTime(before).ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_time_that_the_machine_has_slept_through_is_skipped()
    {
        await using var running = await StartAsync(new Rhythm.Cron("0 9 * * *", "UTC"));
        await clock.PassAsync(TimeSpan.FromSeconds(1), Cancellation);
        clock.Set(TimeSpan.FromHours(3));
        (await running.NextAsync()).ShouldBe(new DateTimeOffset(2026, 11, 24, 9, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task A_due_time_is_taken_once_among_many_and_never_one_before_it()
    {
        var due = TimeProvider.System.GetUtcNow();
        var taken = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Due.TakeAsync("test", due, Cancellation)));
        taken.Count(first => first).ShouldBe(1);
        (await Due.TakeAsync("test", due, Cancellation)).ShouldBeFalse();
        (await Due.TakeAsync("test", due - TimeSpan.FromMinutes(1), Cancellation)).ShouldBeFalse();
        (await Due.TakeAsync("test", due + TimeSpan.FromMinutes(1), Cancellation)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_time_taken_by_a_clock_that_ran_far_ahead_holds_up_nothing()
    {
        var now = TimeProvider.System.GetUtcNow();
        (await Due.TakeAsync("ahead", now.AddYears(4), Cancellation)).ShouldBeTrue();
        (await Due.TakeAsync("ahead", now, Cancellation)).ShouldBeTrue();
        (await Due.TakeAsync("ahead", now, Cancellation)).ShouldBeFalse();
    }

    private async Task<Running> StartAsync(Rhythm rhythm)
    {
        var work = new Work(rhythm);
        var services = server.Host.Services;
        var job = new RecurringJob(Due, services.GetRequiredService<JobHealth>(), NullLogger<RecurringJob>.Instance);
        var scheduling = new Scheduling([work], job, services.GetRequiredService<ServedProject>(), clock);
        await scheduling.StartAsync(Cancellation);
        return new Running(scheduling, work, clock);
    }

    private sealed class Running(Scheduling scheduling, Work work, ManualClock clock) : IAsyncDisposable
    {
        /// <summary>Lets time pass until the job runs, and gives the time that was due. The job runs until the next call.</summary>
        public async Task<DateTimeOffset> NextAsync()
        {
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            work.Go();
            var next = work.Times.Reader.ReadAsync(Cancellation).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
            while (!next.IsCompleted)
            {
                await Task.WhenAny(next, clock.PassAsync(TimeSpan.FromHours(1), enough.Token));
            }

            await enough.CancelAsync();
            return await next;
        }

        public async ValueTask DisposeAsync()
        {
            await scheduling.StopAsync(CancellationToken.None);
            scheduling.Dispose();
        }
    }

    private sealed class Work(Rhythm rhythm) : IRecurring
    {
        private TaskCompletionSource? going;

        public Channel<DateTimeOffset> Times { get; } = Channel.CreateUnbounded<DateTimeOffset>();

        public string Name => "test-job";

        public bool OnceForAll => false;

        public Rhythm? RhythmOf(ProjectSettings settings) => rhythm;

        public void Go() => Interlocked.Exchange(ref going, null)?.SetResult();

        public async Task RunAsync(DateTimeOffset due, CancellationToken cancellation)
        {
            var wait = going = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await Times.Writer.WriteAsync(due, cancellation);
            await wait.Task.WaitAsync(cancellation);
        }
    }
}
