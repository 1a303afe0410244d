using System.Globalization;

using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Storage.Records;
using Trestle.Storage.Tables;
using Trestle.Storage.Tables.Comparing;

namespace Trestle.Stages.Ingest.Snapshots;

/// <summary>The snapshots of a project: immutable, each named by the hash of its rows.</summary>
public sealed class SnapshotHistory(Project project, RecordStore records, Resources machine)
{
    /// <summary>The name of the snapshot of the latest run.</summary>
    public const string Last = "last";

    private const int ShortestHash = 4;
    private const int ShownNames = 5;

    /// <summary>All snapshots, in the order in which they were first read.</summary>
    public async Task<IReadOnlyList<DataSnapshot>> ListAsync(CancellationToken cancellation)
    {
        var outputs = await records.OutputsAsync(Stage.Ingest.Slug, Artifact.RawTable.Name, cancellation);
        var documents = outputs.Select(output => output.Hash).Distinct().ToArray();
        await project.Store.FetchAsync(documents, cancellation);
        var contents = documents.ToDictionary(hash => hash, hash => Documents.Read<RawTable>(project.Store.Get(hash)));
        return
        [
            .. outputs.GroupBy(output => contents[output.Hash].Table).Select(uses => new DataSnapshot(
                uses.Key, uses.First().At, [.. uses.Select(use => use.Run).Distinct()], contents[uses.Last().Hash])),
        ];
    }

    /// <summary>
    /// The snapshot of a name: 'last', the number of a run, or the beginning of a hash. Error TR0118 names those there are.
    /// </summary>
    public async Task<DataSnapshot> FindAsync(string name, CancellationToken cancellation) =>
        Find(await ListAsync(cancellation), name);

    /// <summary>The snapshot of a name among all snapshots; see <see cref="FindAsync"/>.</summary>
    public static DataSnapshot Find(IReadOnlyList<DataSnapshot> all, string name)
    {
        var found = name == Last ? all.MaxBy(snapshot => snapshot.Runs[^1])
            : all.FirstOrDefault(snapshot => IsRun(name, out var run) && snapshot.Runs.Contains(run)) ?? ByHash(all, name);
        return found ?? throw new TrestleException(SnapshotErrors.NoSnapshot(
            name, [.. all.Reverse().Take(ShownNames).Select(snapshot => snapshot.Table.ToString()[..12])]));
    }

    /// <summary>What differs between two snapshots, by the project's key.</summary>
    public async Task<TableComparison> CompareAsync(DataSnapshot before, DataSnapshot after, CancellationToken cancellation)
    {
        var settings = project.For(Stage.Ingest).Read(Section.Table);
        using var tables = Engine();
        var (first, second) = (await OpenAsync(tables, before, cancellation), await OpenAsync(tables, after, cancellation));
        bool Has(string column) => first.Schema.Find(column) >= 0 && second.Schema.Find(column) >= 0;
        return tables.Compare(first, second, settings.Key.All(Has) ? settings.Key : [], settings.Private, cancellation);
    }

    /// <summary>Writes the rows of a snapshot to a file, as its ending says: csv, parquet or jsonl.</summary>
    public async Task CheckOutAsync(DataSnapshot snapshot, string file, CancellationToken cancellation)
    {
        var format = Path.GetExtension(file).ToLowerInvariant() switch
        {
            ".csv" => "csv",
            ".parquet" => "parquet",
            ".jsonl" or ".ndjson" => "jsonl",
            _ => throw new TrestleException(SnapshotErrors.WrongEnding(file)),
        };
        using var tables = Engine();
        tables.Copy(await OpenAsync(tables, snapshot, cancellation), format, file, cancellation);
    }

    private async Task<ParquetTable> OpenAsync(TableEngine tables, DataSnapshot snapshot, CancellationToken cancellation)
    {
        await project.Store.FetchAsync([snapshot.Table], cancellation);
        return tables.Open(project.Store.PathOf(snapshot.Table), cancellation);
    }

    private TableEngine Engine() => new(new TableEngineSettings(machine.Cores, machine.Memory / 2, project.NewTempFolder()));

    private static bool IsRun(string name, out int run) => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out run);

    private static DataSnapshot? ByHash(IReadOnlyList<DataSnapshot> all, string name)
    {
        var found = name.Length < ShortestHash ? []
            : all.Where(snapshot => snapshot.Table.ToString().StartsWith(name, StringComparison.OrdinalIgnoreCase)).ToArray();
        return found.Length == 1 ? found[0] : null;
    }
}
