using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.SelectFeatures;

/// <summary>A running number ranks the target: it says when or in which order rows were written, which no new row repeats.</summary>
internal sealed class SequenceLeak : ILeakCheck
{
    private const double Limit = 0.9;
    private const double Notable = 0.75;

    /// <summary>Numbers are dense when they take at most this many places for each row.</summary>
    private const double PlacesPerRow = 2;

    /// <inheritdoc/>
    public IEnumerable<LeakFinding> Find(LeakSample sample, CancellationToken cancellation)
    {
        for (var i = 0; i < sample.Columns.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var (column, figure) = (sample.Columns[i], sample.Alone[i]);
            if (figure > Notable && figure <= sample.Limit && IsSequence(column, sample))
            {
                yield return new LeakFinding(
                    "sequence",
                    [column.Source],
                    $"'{column.Name}' is a running number and tells the target with {sample.Measure} {figure:0.0000} out of fold",
                    figure > Math.Min(Limit, sample.Limit));
            }
        }
    }

    /// <summary>Whether all are different whole numbers without large gaps, as many as rows of the source between them.</summary>
    private static bool IsSequence(LeakColumn column, LeakSample sample)
    {
        var values = column.Values;
        if (column.IsCategory || values.Any(value => double.IsNaN(value) || value != Math.Floor(value)))
        {
            return false;
        }

        var rows = sample.Positions.Max() - sample.Positions.Min() + 1;
        return values.Distinct().Count() == values.Length && values.Max() - values.Min() + 1 <= PlacesPerRow * rows;
    }
}
