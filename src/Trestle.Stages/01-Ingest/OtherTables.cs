using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Storage.Tables;

namespace Trestle.Stages.Ingest;

/// <summary>
/// Takes snapshots of the tables that rows of the main table are joined with, each read once. They are not split: nothing is learned from
/// them.
/// </summary>
internal sealed class OtherTables(UnitContext context, EarlierTables earlier, CancellationToken cancellation) : IDisposable
{
    private readonly IReadOnlyDictionary<string, TableSource> sources = context.Read(TableSource.Sources);
    private readonly Dictionary<string, SourceRead> read = new(StringComparer.Ordinal);

    /// <summary>The rows of a table.</summary>
    public Import Read(string name)
    {
        if (!read.TryGetValue(name, out var source))
        {
            var settings = sources[name].From;
            context.Report(0.8, $"reading {settings.Name()}");
            read.Add(name, source = IngestStage.Read(
                context, name, settings, earlier, cancellation, settings.Sql is null ? null : Read));
        }

        return source.Import.Table.Rows > 0 ? source.Import
            : throw new TrestleException(TablesErrors.NoRows(name, sources[name].From.Name()));
    }

    /// <summary>Keeps the snapshots, by name; null without other tables.</summary>
    public IReadOnlyDictionary<string, RawTable>? Keep()
    {
        // What is kept is moved to the store, and a query reads other tables: all are read before.
        string[] names = [.. sources.Keys.Order(StringComparer.Ordinal)];
        Array.ForEach(names, name => Read(name));
        return names.Length == 0 ? null : names.ToDictionary(name => name, Keep);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var source in read.Values)
        {
            source.Dispose();
        }
    }

    private RawTable Keep(string name)
    {
        return IngestStage.Described(read[name], sources[name].Private) with
        {
            Table = context.Keep($"table-{name}", read[name].Import.Table.Path),
            SplitBy = RawTable.Whole,
        };
    }
}
