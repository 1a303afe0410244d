using Quartz;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Server.Jobs;

using Xunit;

namespace Trestle.Tests.Server.Jobs;

public sealed class SchedulingTests(BareServer server) : IClassFixture<BareServer>
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 8, 7, 30, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("0 3 * * *", "UTC", "2026-11-24T03:00:00Z")]
    [InlineData("0 3 * * *", "Europe/Lisbon", "2026-11-24T03:00:00Z")]
    [InlineData("0 3 * * *", "America/New_York", "2026-11-23T08:00:00Z", "2026-11-24T08:00:00Z")]
    [InlineData("*/15 * * * *", "UTC", "2026-11-23T08:15:00Z")]
    [InlineData("30 6 * * 1-5", "UTC", "2026-11-24T06:30:00Z")]
    [InlineData("0 0 1 * *", "UTC", "2026-12-01T00:00:00Z")]
    [InlineData("0 12 * * 0", "UTC", "2026-11-29T12:00:00Z")]
    public void Cron_fields_mean_what_they_mean_elsewhere(string fields, string zone, params string[] expected)
    {
        var trigger = Trigger(new Rhythm.Cron(fields, zone));
        trigger.GetFireTimeAfter(Now).ShouldBe(DateTimeOffset.Parse(expected[^1]));
    }

    [Theory]
    [InlineData("0 3 * *", "UTC")]
    [InlineData("61 3 * * *", "UTC")]
    [InlineData("", "UTC")]
    [InlineData("now", "UTC")]
    [InlineData("0 3 * * *", "Atlantis/City")]
    public void A_schedule_that_cannot_be_understood_is_a_problem(string fields, string zone) =>
        Should.Throw<TrestleException>(() => Trigger(new Rhythm.Cron(fields, zone))).Problems[0].Code.ShouldBe("TR0153");

    [Fact]
    public void What_is_due_every_so_often_is_due_at_the_same_moments_for_all_servers()
    {
        var trigger = Trigger(new Rhythm.Every(TimeSpan.FromMinutes(5)));
        trigger.StartTimeUtc.Ticks.ShouldBe(trigger.StartTimeUtc.Ticks / TimeSpan.FromMinutes(5).Ticks * TimeSpan.FromMinutes(5).Ticks);
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

    private static ITrigger Trigger(Rhythm rhythm) => new Scheduling(null!, [], null!, TimeProvider.System).Trigger("test", rhythm);
}
