using Trestle.Rows.Blocks;
using Trestle.Rows.Steps;
using Trestle.Stages.Clean;
using Trestle.Stages.Clean.Repairs;
using Trestle.Stages.Ingest;
using Trestle.Stages.Kernel.Projects;
using Trestle.Storage.Tables;

namespace Trestle.Cli.Cleaning;

/// <summary>A table to be cleaned: a file, or the source of a project without its target and its private columns.</summary>
internal sealed class RepairTable : IDisposable
{
    /// <summary>Cells that are searched; larger tables are sampled evenly.</summary>
    private const int MostCells = 10_000_000;

    private readonly string temporary;
    private readonly TableEngine engine;
    private readonly Import import;
    private readonly RowSchema searched;

    private RepairTable(string temporary, TableEngine engine, Import import, IReadOnlyCollection<string> hidden)
    {
        (this.temporary, this.engine, this.import) = (temporary, engine, import);
        searched = new RowSchema(import.Table.Schema.Columns.Where(column => !hidden.Contains(column.Name)));
        Step = 1 + (import.Table.Rows * Math.Max(1, searched.Count) / MostCells);
    }

    /// <summary>Number of rows.</summary>
    public long Rows => import.Table.Rows;

    /// <summary>Every how many rows one is searched.</summary>
    public long Step { get; }

    /// <summary>What a person should know about how the files were read.</summary>
    public IReadOnlyList<string> Notes =>
    [
        .. import.Notes,
        .. import.RejectedCount > 0 ? new[] { $"{Format.Count(import.RejectedCount, "line")} of the source cannot be read as rows" } : [],
    ];

    /// <summary>All columns.</summary>
    public RowSchema Schema => import.Table.Schema;

    /// <summary>Reads files, or a table of a database, that a command line names.</summary>
    public static RepairTable Open(SourceSettings source, CancellationToken cancellation) =>
        Open(source, Directory.GetCurrentDirectory(), [], cancellation);

    /// <summary>Reads the main source of a project.</summary>
    public static RepairTable Open(Project project, CancellationToken cancellation)
    {
        var table = project.Settings.Table;
        return Open(
            project.Settings.MainSource, project.Folder, [table.Target, .. table.Key, .. table.Ignore, .. table.Private], cancellation);
    }

    private static RepairTable Open(
        SourceSettings source, string folder, IReadOnlyCollection<string> hidden, CancellationToken cancellation)
    {
        var temporary = Directory.CreateTempSubdirectory("trestle-clean-").FullName;
        var engine = new TableEngine(new TableEngineSettings(Environment.ProcessorCount, 1L << 30, temporary));
        try
        {
            var request = new SourceRequest(source, folder, engine, temporary, "the command line");
            return new RepairTable(temporary, engine, SourceReader.Read(request, cancellation).Import, hidden);
        }
        catch
        {
            engine.Dispose();
            Directory.Delete(temporary, recursive: true);
            throw;
        }
    }

    /// <summary>A repair with what it says in files, which are relative to the current folder.</summary>
    public IRowStep Complete(IRowStep step, CancellationToken cancellation) =>
        ReferenceTable.Read(step, engine, Path.GetFullPath, cancellation);

    /// <summary>The rows that are searched.</summary>
    public TextTable Sample(CancellationToken cancellation) => TextTable.Of(searched, Sampled(cancellation));

    /// <summary>All rows with all columns, in source order.</summary>
    public IEnumerable<RowBlock> Scan(CancellationToken cancellation) => import.Table.Scan(null, null, cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        import.Dispose();
        engine.Dispose();
        Directory.Delete(temporary, recursive: true);
    }

    private IEnumerable<RowBlock> Sampled(CancellationToken cancellation)
    {
        var seen = 0L;
        foreach (var block in Scan(cancellation))
        {
            cancellation.ThrowIfCancellationRequested();
            yield return Step == 1 ? block : block.Take([.. Enumerable.Range(0, block.Rows).Where(_ => seen++ % Step == 0)]);
        }
    }
}
