using Trestle.Rows.Stats;

namespace Trestle.Stages.Kernel.Typing;

/// <summary>Answers questions about rows, fold by fold, in one scan.</summary>
internal static class StatScan
{
    /// <summary>
    /// The answers over the given folds, merged in ascending order, so that they are the same for any number of cores.
    /// </summary>
    /// <param name="source">The rows.</param>
    /// <param name="folds">The folds to read.</param>
    /// <param name="stats">The questions.</param>
    /// <param name="path">The plan that the rows go through first; null to take them as they are.</param>
    /// <param name="parallel">Folds that are read in parallel.</param>
    /// <param name="cancellation">Ends the scan early.</param>
    public static StatValues Run(
        IRowSource source, IReadOnlyList<int> folds, IReadOnlyList<Stat> stats, BoundPlan? path, int parallel,
        CancellationToken cancellation)
    {
        var schema = path?.Output ?? source.Schema;
        var perFold = new StatSet[folds.Count];
        Parallel.For(0, folds.Count, new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellation }, i =>
        {
            var values = new StatSet(stats, schema);
            foreach (var block in source.Scan(folds[i], cancellation))
            {
                cancellation.ThrowIfCancellationRequested();
                values.Add(path?.Apply(block) ?? block);
            }

            perFold[i] = values;
        });

        var merged = new StatSet(stats, schema);
        Array.ForEach(perFold, merged.Merge);
        return merged.Values();
    }
}
