using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Settings;
using Trestle.Storage.Blobs;
using Trestle.Storage.Records;
using Trestle.Storage.Tables;

namespace Trestle.Stages.Kernel.Running;

/// <summary>The resources that a unit of work may use.</summary>
/// <param name="Cores">Threads that it may use.</param>
/// <param name="Memory">Bytes that it should stay below.</param>
public sealed record Resources(int Cores, long Memory)
{
    private const double MemoryShare = 0.7;

    /// <summary>All cores of this machine, and most of its memory, leaving some for others.</summary>
    public static Resources OfMachine { get; } = new(
        Environment.ProcessorCount, (long)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * MemoryShare));

    /// <summary>For work outside runs, such as reading the log of one model: one core, and at most 1 GiB.</summary>
    public static Resources Aside { get; } = new(1, Math.Min(OfMachine.Memory, 1L << 30));

    /// <summary>A table engine with these limits and temporary files in the project; to be disposed of.</summary>
    public TableEngine Tables(Project project) => new(new TableEngineSettings(Cores, Memory, project.NewTempFolder()));
}

/// <summary>A unit among all that were ever run.</summary>
/// <param name="Key">Everything that its result depends on, as a hash.</param>
/// <param name="Earlier">What it wrote when it ran before with this key; null the first time.</param>
/// <param name="Clock">The time.</param>
internal sealed record UnitOrigin(string Key, IReadOnlyList<ArtifactPlace>? Earlier, TimeProvider Clock);

/// <summary>Everything that a stage sees while it works on one unit: artifacts in, artifacts out, settings, resources.</summary>
public sealed class UnitContext : IDisposable
{
    private readonly ArtifactReader artifacts;
    private readonly Stage stage;
    private readonly List<ArtifactPlace> written = [];
    private readonly Action<double, string> report;
    private readonly Lazy<TableEngine> tables;

    internal UnitContext(
        Project project, RecordStore records, Stage stage, Unit unit, ArtifactReader artifacts, Resources resources,
        Action<double, string> report, UnitOrigin origin)
    {
        Origin = origin;
        Project = project;
        Records = records;
        Unit = unit;
        Resources = resources;
        this.stage = stage;
        this.artifacts = artifacts;
        this.report = report;
        tables = new Lazy<TableEngine>(() => resources.Tables(project));
    }

    /// <summary>The project.</summary>
    public Project Project { get; }

    /// <summary>The records of runs and models.</summary>
    public RecordStore Records { get; }

    /// <summary>The current unit.</summary>
    public Unit Unit { get; }

    /// <summary>The resources it may use.</summary>
    public Resources Resources { get; }

    /// <summary>The unit among all that were ever run.</summary>
    internal UnitOrigin Origin { get; }

    /// <summary>The time. What a unit writes must not depend on it, unless it then says so.</summary>
    public TimeProvider Clock => Origin.Clock;

    /// <summary>The store of tables and models.</summary>
    public ContentStore Store => Project.Store;

    /// <summary>The table engine of this unit, opened on first use.</summary>
    public TableEngine Tables => tables.Value;

    /// <summary>Everything that the stage may read, ordered.</summary>
    public IEnumerable<ArtifactPlace> Inputs => artifacts.Places
        .Where(place => stage.MayRead(place.Name))
        .OrderBy(place => place.Name, StringComparer.Ordinal)
        .ThenBy(place => place.Shard, StringComparer.Ordinal);

    /// <summary>What has been written.</summary>
    public IReadOnlyList<ArtifactPlace> Written => written;

    /// <summary>
    /// Reads a document of an earlier stage, which the stage must have declared as read. Without a shard, what the last round wrote.
    /// </summary>
    public T Read<T>(Artifact<T> artifact, string? shard = null) => artifacts.Read(Readable(artifact), shard);

    /// <summary>Reads a document from every shard of the stage that writes it.</summary>
    public IReadOnlyDictionary<string, T> ReadAll<T>(Artifact<T> artifact) => artifacts.ReadAll(Readable(artifact));

    /// <summary>
    /// What this unit wrote when it ran before with the same inputs, settings and code, and is now run again by force; null the first time.
    /// A unit whose result depends on time repeats it, so that the same inputs still give the same result.
    /// </summary>
    public T? Before<T>(Artifact<T> artifact)
        where T : class => Origin.Earlier?.FirstOrDefault(place => place.Name == artifact.Name) is { } place
        ? Documents.Read<T>(Store.Get(place.Hash))
        : null;

    /// <summary>Whether a document that the stage may read has been written.</summary>
    public bool Has<T>(Artifact<T> artifact) => artifacts.Has(Readable(artifact));

    /// <summary>Reads a section of the configuration, which the stage must have declared.</summary>
    public T Read<T>(Section<T> section) => Project.For(stage).Read(section);

    /// <summary>Writes a document, which the stage must have declared as written.</summary>
    public void Write<T>(Artifact<T> artifact, T document)
    {
        var bytes = Documents.Write(document);
        Add((stage.Writes.Contains(artifact.Name) ? artifact : throw Undeclared(artifact.Name)).Name, Store.Put(bytes), bytes.Length);
    }

    /// <summary>
    /// Moves a finished file (a table, a package) into the store; a document refers to it by its hash, which is found unless it is known.
    /// </summary>
    public ContentHash Keep(string name, string file, ContentHash? known = null)
    {
        var bytes = new FileInfo(file).Length;
        var hash = Store.PutFile(file, known);
        Add(name, hash, bytes);
        return hash;
    }

    /// <summary>Puts bytes into the store; a document refers to them by their hash.</summary>
    public ContentHash Keep(string name, byte[] bytes)
    {
        var hash = Store.Put(bytes);
        Add(name, hash, bytes.Length);
        return hash;
    }

    /// <summary>Names something that is in the store already as written by this unit, too.</summary>
    public void KeepAgain(string name, ContentHash hash) => Add(name, hash, new FileInfo(Store.PathOf(hash)).Length);

    /// <summary>Reports progress: a share, 0 to 1, and the current step.</summary>
    public void Report(double share, string what) => report(share, what);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (tables.IsValueCreated)
        {
            tables.Value.Dispose();
        }
    }

    private void Add(string name, ContentHash hash, long bytes) =>
        written.Add(new ArtifactPlace(Unit.Stage, Unit.Shard, name, hash, bytes));

    private Artifact<T> Readable<T>(Artifact<T> artifact) => stage.MayRead(artifact.Name) ? artifact : throw Undeclared(artifact.Name);

    private InvalidOperationException Undeclared(string name) => new($"{stage.Slug} accesses '{name}' without declaring it");
}
