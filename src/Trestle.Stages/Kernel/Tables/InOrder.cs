using Trestle.Storage.Tables;

namespace Trestle.Stages.Kernel.Tables;

/// <summary>Work on several cores whose results come out in input order.</summary>
internal static class InOrder
{
    /// <summary>
    /// Items in progress or waiting to be taken, per core: enough that no core waits for a slow item, few enough for memory.
    /// </summary>
    private const int Ahead = 3;

    /// <summary>Items that are drawn at a time.</summary>
    private const int Batch = 4;

    /// <summary>
    /// The result of each item, in order. At most <paramref name="cores"/> items are in progress at once. Results are returned on the
    /// caller's thread, and items are drawn meanwhile, by one thread; an item that fails does so where its result would have come.
    /// When the caller stops early, nothing is running any more.
    /// </summary>
    public static IEnumerable<TResult> Select<T, TResult>(
        IEnumerable<T> items, Func<T, TResult> work, int cores, CancellationToken cancellation)
    {
        var factory = new TaskFactory(
            cancellation, TaskCreationOptions.None, TaskContinuationOptions.None,
            new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, cores).ConcurrentScheduler);
        var open = new Queue<Task<TResult>>();
        using var drawn = new ReadAhead<T>(waiting: 1, drawn => drawn.Count == Batch, _ => items, cancellation);
        try
        {
            while (drawn.Next(out var item))
            {
                open.Enqueue(factory.StartNew(() => work(item), cancellation));
                if (open.Count == Ahead * cores)
                {
                    yield return open.Dequeue().GetAwaiter().GetResult();
                }
            }

            while (open.TryDequeue(out var next))
            {
                yield return next.GetAwaiter().GetResult();
            }
        }
        finally
        {
            // The first failure was thrown above; nobody needs the results of the rest, but they must have ended.
            foreach (var left in open)
            {
                ((Task)left).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
            }
        }
    }
}
