using System.Runtime.ExceptionServices;

using Trestle.Storage.Tables;

namespace Trestle.Stages.Kernel.Tables;

/// <summary>
/// Sums up the rows of a table in one pass on several threads. Its ranges are dealt to a fixed number of lanes, which are merged in order
/// at the end, so the result is the same, bit for bit, for any number of threads.
/// </summary>
internal static class LaneScan
{
    /// <summary>Lanes, and thus the most threads that work at once.</summary>
    private const int Lanes = 4;

    /// <summary>The merged state of all lanes.</summary>
    /// <param name="ranges">The ranges of rows.</param>
    /// <param name="read">Reads a range; called by several threads.</param>
    /// <param name="start">Makes the empty state of a lane.</param>
    /// <param name="add">Adds a block to a state; called for one state by one thread at a time.</param>
    /// <param name="merge">Adds the second state to the first.</param>
    /// <param name="threads">Threads to use, at least 1.</param>
    /// <param name="cancellation">Ends the scan early.</param>
    public static TState Run<TState>(
        IReadOnlyList<RowRange> ranges, Func<RowRange, IEnumerable<RowBlock>> read, Func<TState> start, Action<TState, RowBlock> add,
        Action<TState, TState> merge, int threads, CancellationToken cancellation)
    {
        TState[] lanes = [.. Enumerable.Range(0, Lanes).Select(_ => start())];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Clamp(threads, 1, Lanes), CancellationToken = cancellation };
        try
        {
            Parallel.For(0, Lanes, options, (lane, state) =>
            {
                for (var turn = lane; turn < ranges.Count && !state.IsExceptional; turn += Lanes)
                {
                    foreach (var block in read(ranges[turn]))
                    {
                        cancellation.ThrowIfCancellationRequested();
                        add(lanes[lane], block);
                    }
                }
            });
        }
        catch (AggregateException several)
        {
            // They fail for one reason: the first says it.
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }

        foreach (var lane in lanes.Skip(1))
        {
            merge(lanes[0], lane);
        }

        return lanes[0];
    }
}
