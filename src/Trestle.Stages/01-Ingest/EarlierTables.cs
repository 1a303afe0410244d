using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Stages.Ingest;

/// <summary>The snapshots of earlier runs that sources grow out of.</summary>
internal sealed class EarlierTables
{
    private const int MostLooked = 20;

    private readonly IReadOnlyList<RawTable> latest;

    private EarlierTables(IReadOnlyList<RawTable> latest) => this.latest = latest;

    /// <summary>Those of a project; none are looked for where no source grows.</summary>
    public static async Task<EarlierTables> OfAsync(UnitContext context, CancellationToken cancellation)
    {
        var sources = context.Read(TableSource.Sources).Values.Select(source => source.From).Append(context.Read(SourceSettings.Section));
        if (sources.All(source => source.Increment.Watermark is null))
        {
            return new EarlierTables([]);
        }

        // What this stage itself wrote in earlier runs is no artifact of this one.
        var outputs = await context.Records.OutputsAsync(Stage.Ingest.Slug, Stage.Ingest.Writes[0], cancellation);
        var hashes = outputs.Reverse().Select(output => output.Hash).Distinct().Take(MostLooked).ToArray();
        await context.Project.Store.FetchAsync(hashes, cancellation);
        RawTable[] tables = [.. hashes.Select(hash => Documents.Read<RawTable>(context.Project.Store.Get(hash)))];
        await context.Project.Store.FetchAsync(
            tables.SelectMany(table => (table.Tables ?? new Dictionary<string, RawTable>()).Append(new(TableSource.Main, table)))
                .Where(entry => entry.Value.Increment is not null)
                .DistinctBy(entry => (entry.Key, entry.Value.Increment!.Settings))
                .Select(entry => entry.Value.Table).Distinct(), cancellation);
        return new EarlierTables(tables);
    }

    /// <summary>The latest snapshot of a table that was read with the same settings; null for none.</summary>
    public RawTable? Of(string name, ContentHash settings) => latest
        .Select(table => name == TableSource.Main ? table : table.Tables?.GetValueOrDefault(name))
        .FirstOrDefault(table => table?.Increment?.Settings == settings);
}
