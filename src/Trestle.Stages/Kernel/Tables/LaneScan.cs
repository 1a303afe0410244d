using System.Collections.Concurrent;

namespace Trestle.Stages.Kernel.Tables;

/// <summary>
/// Sums up the rows of a table in one pass on several threads. Blocks are dealt to a fixed number of lanes, which are merged in order at
/// the end, so the result is the same, bit for bit, for any number of threads.
/// </summary>
internal static class LaneScan
{
    /// <summary>Lanes, and thus the most threads that work at once.</summary>
    private const int Lanes = 4;

    /// <summary>Consecutive blocks that a lane gets in one turn.</summary>
    private const int BlocksInTurn = 8;
    private const int WaitingTurns = 2;

    /// <summary>The merged state of all lanes.</summary>
    /// <param name="blocks">The rows, read on the calling thread.</param>
    /// <param name="start">Makes the empty state of a lane.</param>
    /// <param name="add">Adds a block to a state; called for one state by one thread at a time.</param>
    /// <param name="merge">Adds the second state to the first.</param>
    /// <param name="threads">Threads to use, at least 1.</param>
    /// <param name="cancellation">Ends the scan early.</param>
    public static TState Run<TState>(
        IEnumerable<RowBlock> blocks, Func<TState> start, Action<TState, RowBlock> add, Action<TState, TState> merge, int threads,
        CancellationToken cancellation)
    {
        TState[] lanes = [.. Enumerable.Range(0, Lanes).Select(_ => start())];
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var queues = Enumerable.Range(0, Math.Clamp(threads, 1, Lanes))
            .Select(_ => new BlockingCollection<(int Lane, RowBlock[] Blocks)>(WaitingTurns)).ToArray();
        var workers = queues.Select(queue => Task.Run(() => Work(queue, lanes, add, failed), CancellationToken.None)).ToArray();
        try
        {
            var turn = 0;
            foreach (var part in blocks.Chunk(BlocksInTurn))
            {
                var lane = turn++ % Lanes;
                queues[lane % queues.Length].Add((lane, part), failed.Token);
            }
        }
        catch (OperationCanceledException) when (failed.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            // A worker failed; its exception is thrown below.
        }
        finally
        {
            Array.ForEach(queues, queue => queue.CompleteAdding());
            ((IAsyncResult)Task.WhenAll(workers)).AsyncWaitHandle.WaitOne();
            Array.ForEach(queues, queue => queue.Dispose());
        }

        cancellation.ThrowIfCancellationRequested();
        Task.WhenAll(workers).GetAwaiter().GetResult();
        foreach (var lane in lanes.Skip(1))
        {
            merge(lanes[0], lane);
        }

        return lanes[0];
    }

    private static void Work<TState>(
        BlockingCollection<(int Lane, RowBlock[] Blocks)> queue, TState[] lanes, Action<TState, RowBlock> add,
        CancellationTokenSource failed)
    {
        try
        {
            foreach (var (lane, blocks) in queue.GetConsumingEnumerable(failed.Token))
            {
                foreach (var block in blocks)
                {
                    failed.Token.ThrowIfCancellationRequested();
                    add(lanes[lane], block);
                }
            }
        }
        catch (OperationCanceledException) when (failed.IsCancellationRequested)
        {
            // The scan is over; whoever ended it says why.
        }
        catch
        {
            failed.Cancel();
            throw;
        }
    }
}
