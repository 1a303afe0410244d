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
        var asked = stats.Distinct().ToArray();
        var schema = path?.Output ?? source.Schema;
        var perFold = new StatValue[folds.Count][];
        Parallel.For(0, folds.Count, new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellation }, i =>
        {
            var values = asked.Select(stat => stat.Start(schema)).ToArray();
            foreach (var block in source.Scan(folds[i], cancellation))
            {
                cancellation.ThrowIfCancellationRequested();
                var rows = path?.Apply(block) ?? block;
                foreach (var value in values)
                {
                    value.Add(rows);
                }
            }

            perFold[i] = values;
        });

        var merged = asked.Select(stat => stat.Start(schema)).ToArray();
        foreach (var values in perFold)
        {
            for (var i = 0; i < merged.Length; i++)
            {
                merged[i].Merge(values[i]);
            }
        }

        return new StatValues(asked.Zip(merged).ToDictionary(pair => pair.First, pair => pair.Second));
    }
}
