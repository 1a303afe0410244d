using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Stages.Clean;

/// <summary>Rows that stage 2 put into quarantine.</summary>
public sealed class Quarantined : ICleaningRule
{
    /// <inheritdoc/>
    public string Name => "quarantined";

    /// <inheritdoc/>
    public string Reason => "they break the contract; each is listed in the quarantine with its reason";

    /// <inheritdoc/>
    public IEnumerable<long> Drop(UnitContext context, RawTable table, CancellationToken cancellation) =>
        context.Read(Artifact.Quarantine).RowNumbers;
}
