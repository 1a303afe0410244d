using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.SelectFeatures;

/// <summary>One column tells the target nearly perfectly, by its values or by where it has none.</summary>
internal sealed class ColumnLeak : ILeakCheck
{
    /// <inheritdoc/>
    public IEnumerable<LeakFinding> Find(LeakSample sample, CancellationToken cancellation)
    {
        foreach (var parts in sample.Columns.Zip(sample.Alone).Where(pair => pair.Second > sample.Notable)
            .GroupBy(pair => pair.First.Source))
        {
            cancellation.ThrowIfCancellationRequested();
            var (column, figure) = parts.MaxBy(pair => pair.Second);
            double[] missing = [.. column.Values.Select(value => double.IsNaN(value) ? 1.0 : 0)];
            var byMissing = missing.Contains(1) ? new OneColumn(sample).Figure(missing, isCategory: false) : 0;
            var words = byMissing > sample.Notable ? "whether it has a value" : "it";
            yield return new LeakFinding(
                "column",
                [column.Source],
                $"'{column.Name}': {words} alone tells the target with {sample.Measure} {figure:0.0000} out of fold",
                figure > sample.Limit);
        }
    }
}
