using Trestle.Rows.Keyed;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Stages.Kernel.Tables;

/// <summary>The keyed tables of stage 5.</summary>
internal static class KeyedFiles
{
    /// <summary>Their files, by name.</summary>
    public static IReadOnlyDictionary<string, byte[]> Read(UnitContext context, CuratedTable table) =>
        (table.Keyed ?? new Dictionary<string, ContentHash>()).ToDictionary(
            keyed => keyed.Key, keyed => context.Store.Get(keyed.Value), StringComparer.Ordinal);

    /// <summary>The tables, ready to be looked up.</summary>
    public static IReadOnlyDictionary<string, KeyedTable> Open(IReadOnlyDictionary<string, byte[]> files) =>
        files.ToDictionary(file => file.Key, file => KeyedTable.Open(file.Value, file.Key), StringComparer.Ordinal);
}
