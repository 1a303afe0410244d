using Shouldly;

using Trestle.Stages.Kernel.Tables;

using Xunit;

namespace Trestle.Tests.Stages.Kernel.Tables;

public sealed class InOrderTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Results_come_in_order_and_no_more_cores_are_used(int cores)
    {
        var (running, most, drawn) = (0, 0, 0);
        var results = InOrder.Select(
            Enumerable.Range(0, 200).Select(item => drawn = item),
            item =>
            {
                var now = Interlocked.Increment(ref running);
                InterlockedMax(ref most, now);
                Thread.SpinWait(item % 7 == 0 ? 20_000 : 10);
                Interlocked.Decrement(ref running);
                return item * 2;
            },
            cores,
            Cancellation);
        var taken = 0;
        foreach (var result in results)
        {
            result.ShouldBe(2 * taken++);
            (drawn - taken).ShouldBeLessThanOrEqualTo((3 * cores) + (3 * 4), "three a core, and three batches of four that are drawn");
        }

        taken.ShouldBe(200);
        most.ShouldBeInRange(1, cores);
    }

    [Fact]
    public void What_fails_fails_in_its_place_and_nothing_runs_on()
    {
        var running = 0;
        List<int> taken = [];
        var failed = Should.Throw<InvalidOperationException>(() =>
        {
            taken.AddRange(InOrder.Select(
                Enumerable.Range(0, 100),
                item =>
                {
                    Interlocked.Increment(ref running);
                    Thread.SpinWait(5000);
                    Interlocked.Decrement(ref running);
                    return item is 10 or 11 ? throw new InvalidOperationException($"{item}") : item;
                },
                3,
                Cancellation).Select(item => item));
        });
        failed.Message.ShouldBe("10");
        Volatile.Read(ref running).ShouldBe(0);
    }

    [Fact]
    public void It_ends_when_it_is_cancelled()
    {
        using var cancelled = new CancellationTokenSource();
        Should.Throw<OperationCanceledException>(() =>
        {
            foreach (var item in InOrder.Select(Enumerable.Range(0, int.MaxValue), item => item, 2, cancelled.Token))
            {
                if (item == 50)
                {
                    cancelled.Cancel();
                }
            }
        });
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = most; value > seen; seen = most)
        {
            Interlocked.CompareExchange(ref most, value, seen);
        }
    }
}
