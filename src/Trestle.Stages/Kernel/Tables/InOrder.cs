namespace Trestle.Stages.Kernel.Tables;

/// <summary>Work on several cores whose results come out in input order.</summary>
internal static class InOrder
{
    /// <summary>
    /// Items in progress or waiting to be taken, per core: enough that no core waits for a slow item, few enough for memory.
    /// </summary>
    private const int Ahead = 3;

    /// <summary>
    /// The result of each item, in order. At most <paramref name="cores"/> items are in progress at once. Results are returned on the
    /// caller's thread, and the next item is drawn meanwhile, one at a time; an item that fails does so where its result would have come.
    /// When the caller stops early, nothing is running any more.
    /// </summary>
    public static IEnumerable<TResult> Select<T, TResult>(
        IEnumerable<T> items, Func<T, TResult> work, int cores, CancellationToken cancellation)
    {
        var factory = new TaskFactory(
            cancellation, TaskCreationOptions.None, TaskContinuationOptions.None,
            new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, cores).ConcurrentScheduler);
        var open = new Queue<Task<TResult>>();
        try
        {
            foreach (var item in Drawn(items))
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

    /// <summary>The items, each drawn on another thread while the caller is busy with the one before.</summary>
    private static IEnumerable<T> Drawn<T>(IEnumerable<T> items)
    {
        using var source = items.GetEnumerator();
        var drawing = Task.Run(source.MoveNext);
        try
        {
            while (drawing.GetAwaiter().GetResult())
            {
                var item = source.Current;
                drawing = Task.Run(source.MoveNext);
                yield return item;
            }
        }
        finally
        {
            ((Task)drawing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
        }
    }
}
