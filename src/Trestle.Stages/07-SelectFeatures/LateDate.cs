using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.SelectFeatures;

/// <summary>
/// A date lies after the time of its row, so it may not be known yet when the prediction is made. Dates in the future may be known (a due
/// date), so the run stops only when the distance tells much about the target.
/// </summary>
internal sealed class LateDate : ILeakCheck
{
    private const double NotableShare = 0.01;
    private const double Limit = 0.9;

    /// <inheritdoc/>
    public IEnumerable<LeakFinding> Find(LeakSample sample, CancellationToken cancellation)
    {
        if (sample.Time is not { } time || !sample.IsEnough)
        {
            yield break;
        }

        foreach (var column in sample.Dates.Where(date => date.Name != time.Name))
        {
            cancellation.ThrowIfCancellationRequested();
            double[] after = [.. column.Values.Select((value, row) => value - time.Values[row])];
            var known = after.Where(distance => !double.IsNaN(distance)).ToArray();
            var late = known.Length == 0 ? 0 : (double)known.Count(distance => distance > 0) / known.Length;
            if (late > NotableShare)
            {
                var figure = new OneColumn(sample).Figure(after, isCategory: false);
                yield return new LeakFinding(
                    "late-date",
                    [column.Name],
                    $"'{column.Name}' is later than '{time.Name}' in {Format.Share(late)} of the rows that have it; how much later tells "
                        + $"the target with {sample.Measure} {figure:0.0000} out of fold",
                    figure > Math.Min(Limit, sample.Limit));
            }
        }
    }
}
