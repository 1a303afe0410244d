using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Stages.Clean;

/// <summary>Rows that stage 2 put into quarantine.</summary>
public sealed class Quarantined : ICleaningRule
{
    /// <summary>The name of the rule.</summary>
    internal const string RuleName = "quarantined";

    /// <inheritdoc/>
    public string Name => RuleName;

    /// <inheritdoc/>
    public string Reason => "they break the contract; each is listed in the quarantine with its reason";

    /// <inheritdoc/>
    public IEnumerable<long> Drop(UnitContext context, RawTable table, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return context.Read(Artifact.Quarantine).RowNumbers;
    }
}
