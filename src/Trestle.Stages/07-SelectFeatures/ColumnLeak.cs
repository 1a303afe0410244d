using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.SelectFeatures;

/// <summary>One column tells the target nearly perfectly, by its values or by where it has none.</summary>
internal sealed class ColumnLeak : ILeakCheck
{
    /// <inheritdoc/>
    public IEnumerable<LeakFinding> Find(LeakSample sample, CancellationToken cancellation)
    {
        for (var i = 0; i < sample.Columns.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var (column, figure) = (sample.Columns[i], sample.Alone[i]);
            if (figure <= sample.Notable)
            {
                continue;
            }

            double[] missing = [.. column.Values.Select(value => double.IsNaN(value) ? 1.0 : 0)];
            var byMissing = missing.Contains(1) ? new OneColumn(sample).Figure(missing, isCategory: false) : 0;
            var words = byMissing > sample.Notable ? "whether it has a value" : "it";
            yield return new LeakFinding(
                "column",
                [column.Name],
                $"'{column.Name}': {words} alone tells the target with {sample.Measure} {figure:0.0000} out of fold",
                figure > sample.Limit);
        }
    }
}
