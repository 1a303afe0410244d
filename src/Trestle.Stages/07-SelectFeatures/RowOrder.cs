using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.SelectFeatures;

/// <summary>
/// The place of a row in the source tells the target. No model sees the place, so it is a warning: whatever follows the order of the
/// rows tells the target, too, and a column that follows it closely is found by itself.
/// </summary>
internal sealed class RowOrder : ILeakCheck
{
    private const double Notable = 0.9;

    /// <inheritdoc/>
    public IEnumerable<LeakFinding> Find(LeakSample sample, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var figure = sample.Time is null && sample.IsEnough ? new OneColumn(sample).Figure(sample.Positions, isCategory: false) : 0;
        return figure <= Notable ? [] :
        [
            new LeakFinding(
                "row-order",
                [ReservedColumns.Row],
                $"the place of a row in the source tells the target with {sample.Measure} {figure:0.0000}: the source is sorted by "
                    + "it, and so is whatever was numbered or dated in that order",
                Stops: false),
        ];
    }
}
