using CsCheck;

using Shouldly;

using Trestle.Storage.Tables;

using Xunit;

namespace Trestle.Tests.Storage.Tables;

public sealed class ReadAheadTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Items_come_in_order_whatever_the_batches() =>
        Gen.Select(Gen.Int[0, 300], Gen.Int[1, 9], Gen.Int[1, 3]).Sample((items, batch, waiting) =>
        {
            using var ahead = new ReadAhead<int>(
                waiting, made => made.Count == batch, _ => Enumerable.Range(0, items), Cancellation);
            Taken(ahead).ShouldBe(Enumerable.Range(0, items));
            ahead.Next(out _).ShouldBeFalse("and still at the end");
        }, iter: 100);

    [Fact]
    public void What_was_made_before_a_failure_comes_before_it()
    {
        static IEnumerable<int> Failing()
        {
            yield return 1;
            yield return 2;
            throw new InvalidDataException("the third");
        }

        using var ahead = new ReadAhead<int>(1, made => made.Count == 4, _ => Failing(), Cancellation);
        (ahead.Next(out var first), first, ahead.Next(out var second), second).ShouldBe((true, 1, true, 2));
        Should.Throw<InvalidDataException>(() => ahead.Next(out _)).Message.ShouldBe("the third");
    }

    [Fact]
    public void Only_a_few_batches_are_made_ahead_and_none_after_the_end()
    {
        var made = 0;
        using (var ahead = new ReadAhead<int>(
            1, batch => batch.Count == 5, _ => Enumerable.Range(0, 1000).Select(i => made = i + 1), Cancellation))
        {
            for (var taken = 1; taken <= 100; taken++)
            {
                ahead.Next(out _).ShouldBeTrue();
                made.ShouldBeLessThanOrEqualTo(taken + (3 * 5));
            }
        }

        var after = made;
        after.ShouldBeLessThanOrEqualTo(115);
        Thread.Sleep(20);
        made.ShouldBe(after);
    }

    [Fact]
    public void Cancelled_it_waits_for_nothing()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        using var ahead = new ReadAhead<int>(1, _ => true, Endless, cancel.Token);
        ahead.Next(out _).ShouldBeTrue();
        cancel.Cancel();
        Should.Throw<OperationCanceledException>(() => Taken(ahead).Count());
    }

    private static IEnumerable<int> Endless(CancellationToken stop)
    {
        for (var i = 0; ; i++)
        {
            stop.ThrowIfCancellationRequested();
            yield return i;
        }
    }

    private static IEnumerable<int> Taken(ReadAhead<int> ahead)
    {
        while (ahead.Next(out var item))
        {
            yield return item;
        }
    }
}
