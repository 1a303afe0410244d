using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Tables;

namespace Trestle.Stages.Clean;

/// <summary>Rows without a target: nothing can be learned from them or tested on them.</summary>
internal sealed class Unlabelled : ICleaningRule
{
    /// <inheritdoc/>
    public string Name => "unlabelled";

    /// <inheritdoc/>
    public string Reason => "their target is empty";

    /// <inheritdoc/>
    public IEnumerable<long> Drop(UnitContext context, RawTable table, CancellationToken cancellation) =>
        RawRows.Open(context, table, cancellation).Numbers(RawRows.UnlabelledFold, cancellation);
}
