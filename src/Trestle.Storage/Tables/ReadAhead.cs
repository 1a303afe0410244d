using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Trestle.Storage.Tables;

/// <summary>
/// Items that one thread makes while another takes those before; only a few wait in between. They are handed over several at a time
/// where they are quick to make: to wake a thread for each would take longer.
/// </summary>
public sealed class ReadAhead<T> : IDisposable
{
    private readonly BlockingCollection<List<T>> ready;
    private readonly CancellationTokenSource stop;
    private readonly Task work;
    private List<T> taken = [];
    private int next;

    /// <summary>Begins; <paramref name="make"/> gets a token that ends it when nobody takes any more.</summary>
    /// <param name="waiting">Most batches that wait, besides the one that is taken from and the one that is made.</param>
    /// <param name="isEnough">Whether items that were made are handed over, or more are made first.</param>
    /// <param name="make">Makes the items.</param>
    /// <param name="cancellation">Ends the making promptly.</param>
    public ReadAhead(
        int waiting, Func<IReadOnlyList<T>, bool> isEnough, Func<CancellationToken, IEnumerable<T>> make, CancellationToken cancellation)
    {
        ready = new BlockingCollection<List<T>>(waiting);
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        work = Task.Factory.StartNew(
            () => Make(isEnough, make), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>The next item; false at the end. What ended the making too early is thrown here, after the items before it.</summary>
    public bool Next([MaybeNullWhen(false)] out T item)
    {
        if (next == taken.Count)
        {
            next = 0;
            if (!ready.TryTake(out taken!, Timeout.Infinite, stop.Token))
            {
                (taken, item) = ([], default);
                work.GetAwaiter().GetResult();
                return false;
            }
        }

        item = taken[next++]!;
        return true;
    }

    /// <summary>Ends the making, and waits until it has ended.</summary>
    public void Dispose()
    {
        stop.Cancel();
        Task.WaitAny(work);
        stop.Dispose();
        ready.Dispose();
    }

    private void Make(Func<IReadOnlyList<T>, bool> isEnough, Func<CancellationToken, IEnumerable<T>> make)
    {
        var made = new List<T>();
        try
        {
            foreach (var item in make(stop.Token))
            {
                made.Add(item);
                if (isEnough(made))
                {
                    ready.Add(made, stop.Token);
                    made = [];
                }
            }
        }
        finally
        {
            if (made.Count > 0 && !stop.IsCancellationRequested)
            {
                ready.Add(made, stop.Token);
            }

            ready.CompleteAdding();
        }
    }
}
