using Shouldly;

using Trestle.Core.Errors;
using Trestle.Server;

using Xunit;

namespace Trestle.Tests.Server;

/// <summary>What requests need of the records is remembered, and outlives records that do not answer.</summary>
public sealed class RememberedTests
{
    private readonly SteppedClock clock = new();
    private readonly Remembered<int> remembered;
    private int looks;
    private Exception? failure;
    private TaskCompletionSource<int>? pause;

    public RememberedTests() => remembered = new Remembered<int>(LookAsync, clock);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static TrestleException Silent => new(new Problem("TR0048", "the database does not answer", "", "", ""));

    [Fact]
    public async Task It_is_looked_up_once_a_second()
    {
        (await remembered.GetAsync(Cancellation), await remembered.GetAsync(Cancellation)).ShouldBe((1, 1));
        clock.Steps += TimeSpan.FromSeconds(1);
        (await remembered.GetAsync(Cancellation)).ShouldBe(2);
    }

    [Fact]
    public async Task A_clock_that_is_set_back_makes_nothing_last_longer()
    {
        await remembered.GetAsync(Cancellation);
        clock.Now -= TimeSpan.FromHours(1);
        clock.Steps += TimeSpan.FromSeconds(1);
        (await remembered.GetAsync(Cancellation)).ShouldBe(2);
    }

    [Fact]
    public async Task While_the_records_are_silent_the_last_value_is_used_for_ten_minutes()
    {
        await remembered.GetAsync(Cancellation);
        failure = Silent;
        clock.Steps += TimeSpan.FromMinutes(10);
        (await remembered.GetAsync(Cancellation)).ShouldBe(1);
        clock.Steps += TimeSpan.FromSeconds(1);
        (await Should.ThrowAsync<TrestleException>(() => remembered.GetAsync(Cancellation))).Problems[0].Code.ShouldBe("TR0048");
        failure = null;
        (await remembered.GetAsync(Cancellation)).ShouldBe(4);
    }

    [Fact]
    public async Task A_look_up_that_takes_long_holds_nobody_up_any_more()
    {
        await remembered.GetAsync(Cancellation);
        pause = new TaskCompletionSource<int>();
        clock.Steps += TimeSpan.FromSeconds(2);
        var first = remembered.GetAsync(Cancellation);
        clock.Steps += TimeSpan.FromSeconds(2);
        (await remembered.GetAsync(Cancellation)).ShouldBe(1);
        pause.SetResult(7);
        (await first).ShouldBeOneOf(1, 7);
        while (await remembered.GetAsync(Cancellation) != 7)
        {
            await Task.Yield();
        }
    }

    [Fact]
    public async Task What_was_never_known_fails_with_the_records()
    {
        failure = Silent;
        await Should.ThrowAsync<TrestleException>(() => remembered.GetAsync(Cancellation));
    }

    [Fact]
    public async Task Another_failure_is_not_hidden()
    {
        await remembered.GetAsync(Cancellation);
        failure = new InvalidOperationException("a fault");
        clock.Steps += TimeSpan.FromSeconds(2);
        await Should.ThrowAsync<InvalidOperationException>(() => remembered.GetAsync(Cancellation));
    }

    private Task<int> LookAsync()
    {
        looks++;
        return pause is not null ? pause.Task : failure is null ? Task.FromResult(looks) : Task.FromException<int>(failure);
    }

    /// <summary>A clock whose hands and whose elapsed time are moved separately.</summary>
    private sealed class SteppedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

        public TimeSpan Steps { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => Steps.Ticks;
    }
}
