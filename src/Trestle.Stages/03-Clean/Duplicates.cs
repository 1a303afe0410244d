using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.Kernel.Typing;

namespace Trestle.Stages.Clean;

/// <summary>Rows that repeat an earlier row: by key if there is one, in every column if the configuration asks for it.</summary>
internal sealed class Duplicates : ICleaningRule
{
    /// <inheritdoc/>
    public string Name => "duplicates";

    /// <inheritdoc/>
    public string Reason => "they repeat an earlier row";

    /// <inheritdoc/>
    public IEnumerable<long> Drop(UnitContext context, RawTable table, CancellationToken cancellation)
    {
        var settings = context.Read(Section.Table);
        if (settings.Key.Count > 0)
        {
            return context.Read(Artifact.Quarantine).RepeatedKeys
                ?? KeyRepeats.Of(
                    RawRows.Open(context, table, cancellation), settings.Key, settings.NullTokens ?? Contract.DefaultNullTokens,
                    cancellation).Rows;
        }

        return context.Read(CleanSettings.Section).DropDuplicates
            ? RawRows.Open(context, table, cancellation).Repeats(table.Columns, cancellation)
            : [];
    }
}
