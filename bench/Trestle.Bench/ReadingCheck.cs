using Trestle.Core.Errors;
using Trestle.Core.Lifecycle;
using Trestle.Core.Schema;
using Trestle.Rows.Blocks;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.ScoringHosts;
using Trestle.Stages.Lifecycle;
using Trestle.Storage.Records;
using Trestle.Storage.Tables;

namespace Trestle.Bench;

/// <summary>How a case ended.</summary>
/// <param name="Word">
/// right, told (right, and the run says what it has to), refused as expected, wrong, or open (known to be wrong).
/// </param>
/// <param name="Difference">What is wrong; null when nothing is.</param>
internal sealed record ReadingVerdict(string Word, string? Difference = null);

/// <summary>Runs cases up to the curated table, one after the other in one project, and compares them value by value.</summary>
internal sealed class ReadingCheck : IDisposable
{
    private static readonly string[] Common =
    [
        "name: case", "source: data.csv", "target: y", "split: {folds: 2, test: 30%}", "validate-data: {max-quarantine: 40%}",
        "standardise: {fold-case: false}",
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("trestle-readings-").FullName;

    public async Task<ReadingVerdict> RunAsync(ReadingCase input, CancellationToken cancellation)
    {
        foreach (var (name, bytes) in input.Files)
        {
            var file = new FileInfo(Path.Combine(folder, name));
            file.Directory!.Create();
            await File.WriteAllBytesAsync(file.FullName, bytes, cancellation);
        }

        var own = input.Settings.Split('\n');
        var common = Common.Where(line => !own.Any(other => other.Split(':')[0] == line.Split(':')[0]));
        await File.WriteAllLinesAsync(Path.Combine(folder, Project.FileName), [.. common, .. own], cancellation);
        try
        {
            return await CompareAsync(input, cancellation);
        }
        finally
        {
            foreach (var name in input.Files.Keys)
            {
                File.Delete(Path.Combine(folder, name));
            }
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task<ReadingVerdict> CompareAsync(ReadingCase input, CancellationToken cancellation)
    {
        try
        {
            var project = Project.Open(folder);
            var records = await RecordStore.OpenAsync(project.DatabaseFile, TimeProvider.System, cancellation);
            var stages = StageCatalog.All(new ProcessScoringHost("unused", TimeProvider.System));
            var engine = new RunEngine(project, records, stages, new Silent(), new Resources(1, 1L << 30), TimeProvider.System);
            var artifacts = (await engine.RunAsync(new RunSelection(To: Stage.Curate), "readings", cancellation)).Artifacts;
            var wrong = input.Refused is { } number ? $"not refused with {number}" : Difference(input, project, artifacts, cancellation);
            return wrong is not null ? Wrong(input, wrong) : new ReadingVerdict(input.Told.Count > 0 ? "told" : "right");
        }
        catch (TrestleException refusal)
        {
            string[] problems =
                [.. refusal.Problems.Select(problem => $"{problem.Code} {problem.Found}; {problem.Expected}; {problem.Fix}")];
            return input.Refused is { } number && Missing([number, .. input.Told], problems) is null
                ? new ReadingVerdict("refused")
                : Wrong(input, string.Join(" | ", problems));
        }
    }

    private static ReadingVerdict Wrong(ReadingCase input, string difference) =>
        input.Open is { } reason ? new ReadingVerdict("open", reason) : new ReadingVerdict("wrong", difference);

    private static string? Difference(ReadingCase input, Project project, ArtifactReader artifacts, CancellationToken cancellation)
    {
        var contract = artifacts.Read(Artifact.Contract);
        var curated = artifacts.Read(Artifact.CuratedTable);
        if (input.Classes.Count > 0 && !contract.Classes.SequenceEqual(input.Classes))
        {
            return $"classes {string.Join(", ", contract.Classes)}";
        }

        var rows = Rows(project, curated, cancellation);
        if (input.Rows is { } count && rows.Rows != count)
        {
            return $"{rows.Rows} rows, not {count}";
        }

        foreach (var (name, expected) in input.Values)
        {
            var found = Values(rows, name, contract, curated);
            if (found is null)
            {
                return $"there is no column '{name}'";
            }

            if (input.Rows is null && found.Length != expected.Length)
            {
                return $"{found.Length} rows, not {expected.Length}";
            }

            var row = Enumerable.Range(0, found.Length).FirstOrDefault(at => found[at] != expected[at % expected.Length], -1);
            if (row >= 0)
            {
                return $"{name}, row {row + 1}: {found[row]}, not {expected[row % expected.Length]}";
            }
        }

        var report = artifacts.Read(Artifact.DataReport);
        string[] told =
        [
            .. RunLosses.Of(artifacts), .. report.Notes, .. artifacts.Read(Artifact.RawTable).Notes,
            .. report.Readings.Select(reading => $"{reading.Column}: {reading.Words}; {reading.Decided}"),
        ];
        return Missing(input.Told, told) is { } missing ? $"'{missing}' is not said: {string.Join(" | ", told)}" : null;
    }

    private static string? Missing(IEnumerable<string> wanted, string[] said) =>
        wanted.FirstOrDefault(text => !said.Any(line => line.Contains(text, StringComparison.Ordinal)));

    private static RowBlock Rows(Project project, CuratedTable curated, CancellationToken cancellation)
    {
        using var engine = new TableEngine(new TableEngineSettings(1, 1L << 28, project.NewTempFolder()));
        var table = engine.Open(project.Store.PathOf(curated.Table), cancellation);
        return RowBlock.Join(table.Schema, [.. table.Scan(null, null, cancellation)]);
    }

    private static string[]? Values(RowBlock rows, string name, Contract contract, CuratedTable curated)
    {
        if (name == contract.Target)
        {
            var labels = rows.Numbers(rows.Schema.Find(ReservedColumns.Label)).ToArray();
            return contract.Classes.Count == 0
                ? [.. labels.Select(ReadingCase.Print)]
                : [.. labels.Select(label => ReadingCase.Print(contract.Classes[(int)label]))];
        }

        var at = rows.Schema.Find(name);
        return at < 0 ? null : curated.Columns.Single(column => column.Name == name) switch
        {
            { Kind: ColumnKind.Text } => [.. rows.Texts(at).ToArray().Select(ReadingCase.Print)],
            { Type: ColumnType.Date } => [.. rows.Numbers(at).ToArray().Select(Moment)],
            { Type: ColumnType.Boolean } => [.. rows.Numbers(at).ToArray().Select(Truth)],
            _ => [.. rows.Numbers(at).ToArray().Select(ReadingCase.Print)],
        };
    }

    private static string Truth(double value) => double.IsNaN(value) ? "~" : value == 1 ? "true" : "false";

    private static string Moment(double microseconds) => double.IsNaN(microseconds)
        ? "~"
        : ReadingCase.Print(DateTime.UnixEpoch.AddTicks((long)microseconds * TimeSpan.TicksPerMicrosecond));
}
