using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Trestle.Storage.Tables.Databases;

/// <summary>Items that one thread makes while another takes those before; only a few wait in between.</summary>
internal sealed class ReadAhead<T> : IDisposable
{
    private const int Waiting = 8;

    private readonly BlockingCollection<T> ready = new(Waiting);
    private readonly CancellationTokenSource stop;
    private readonly Task work;

    /// <summary>Begins; <paramref name="make"/> gets a token that ends it when nobody takes any more.</summary>
    public ReadAhead(Func<CancellationToken, IEnumerable<T>> make, CancellationToken cancellation)
    {
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        work = Task.Factory.StartNew(
            () =>
            {
                try
                {
                    foreach (var item in make(stop.Token))
                    {
                        ready.Add(item, stop.Token);
                    }
                }
                finally
                {
                    ready.CompleteAdding();
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>The next item; false at the end. What ended the making too early is thrown here.</summary>
    public bool Next([MaybeNullWhen(false)] out T item)
    {
        if (ready.TryTake(out item, Timeout.Infinite, stop.Token))
        {
            return true;
        }

        work.GetAwaiter().GetResult();
        return false;
    }

    public void Dispose()
    {
        stop.Cancel();
        Task.WaitAny(work);
        stop.Dispose();
        ready.Dispose();
    }
}
