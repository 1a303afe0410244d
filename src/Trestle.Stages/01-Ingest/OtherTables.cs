using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Stages.Ingest;

/// <summary>
/// Takes snapshots of the tables that rows of the main table are joined with. They are not split: nothing is learned from them.
/// </summary>
internal static class OtherTables
{
    /// <summary>The snapshots by name; null without other tables.</summary>
    public static IReadOnlyDictionary<string, RawTable>? Read(UnitContext context, CancellationToken cancellation)
    {
        var sources = context.Read(TableSource.Sources);
        return sources.Count == 0
            ? null
            : sources.OrderBy(source => source.Key, StringComparer.Ordinal)
                .ToDictionary(
                    source => source.Key,
                    source => Read(context, source.Key, source.Value.From, source.Value.Private, cancellation));
    }

    private static RawTable Read(
        UnitContext context, string name, SourceSettings settings, IReadOnlyList<string> secret, CancellationToken cancellation)
    {
        context.Report(0.8, $"reading {settings.Name()}");
        using var source = IngestStage.Read(context, name, settings, cancellation);
        if (source.Import.Table.Rows == 0)
        {
            throw new TrestleException(TablesErrors.NoRows(name, settings.Name()));
        }

        return IngestStage.Described(source, secret) with
        {
            Table = context.Keep($"table-{name}", source.Import.Table.Path),
            SplitBy = RawTable.Whole,
        };
    }
}
