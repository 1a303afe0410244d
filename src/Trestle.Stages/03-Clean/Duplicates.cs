using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Tables;

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
        var columns = context.Read(Section.Table).Key.Count > 0 ? context.Read(Section.Table).Key
            : context.Read(CleanSettings.Section).DropDuplicates ? table.Columns
            : [];
        return columns.Count == 0 ? [] : RawRows.Open(context, table, cancellation).Repeats(columns, cancellation);
    }
}
