using System.Collections.Concurrent;

using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Settings;
using Trestle.Storage.Blobs;
using Trestle.Storage.Files;
using Trestle.Storage.Records;

namespace Trestle.Stages.Kernel.Projects;

/// <summary>A project: a folder with <c>trestle.yaml</c> and the state folder <c>.trestle</c>.</summary>
public sealed class Project
{
    /// <summary>Name of the configuration file.</summary>
    public const string FileName = "trestle.yaml";

    private static readonly string OwnFolders = $"{Environment.ProcessId}-{Guid.NewGuid():N}-";
    private static int temporary;
    private readonly ConcurrentQueue<string> temporaryFolders = new();

    /// <summary>The project of a folder; makes its state folder.</summary>
    internal Project(
        string folder, string configurationFile, string configurationText, SettingSections sections, SourcePositions positions,
        IReadOnlyList<string> notices)
    {
        Folder = folder;
        ConfigurationFile = configurationFile;
        ConfigurationText = configurationText;
        Sections = sections;
        Positions = positions;
        Notices = notices;
        Store = new ContentStore(Path.Combine(StateFolder, "store"), SharedStore());
        MakeStateFolder();
    }

    /// <summary>The folder; paths in the configuration are relative to it.</summary>
    public string Folder { get; }

    /// <summary>The configuration file, as messages name it.</summary>
    public string ConfigurationFile { get; }

    /// <summary>The text of the file.</summary>
    public string ConfigurationText { get; }

    /// <summary>The configuration by sections. Stages read it through <see cref="For"/>.</summary>
    public SettingSections Sections { get; }

    /// <summary>The position of each value in the configuration file.</summary>
    public SourcePositions Positions { get; }

    /// <summary>Notices for the author of the file, although it was read.</summary>
    public IReadOnlyList<string> Notices { get; }

    /// <summary>Where the project keeps its state.</summary>
    public string StateFolder => Path.Combine(Folder, ".trestle");

    /// <summary>The database of runs and models.</summary>
    public string DatabaseFile => Path.Combine(StateFolder, "trestle.db");

    /// <summary>The file that keeps the head of the audit log in a second place.</summary>
    public string AuditCheckpointFile => Path.Combine(StateFolder, "audit-head");

    /// <summary>Where packages are.</summary>
    public string PackageFolder => Path.Combine(StateFolder, "packages");

    /// <summary>Tables, documents and models, by the hash of their content.</summary>
    public ContentStore Store { get; }

    /// <summary>The configuration as a stage sees it: the sections that it declares.</summary>
    public StageSettings For(Stage stage) => Sections.For(stage);

    /// <summary>Opens the records of the project's runs and models: the SQLite file, or the configured database.</summary>
    public Task<RecordStore> OpenRecordsAsync(TimeProvider clock, CancellationToken cancellation) =>
        Sections.Read(Section.Database) is { } connection
        ? RecordStore.ConnectAsync(connection.Reveal(), clock, cancellation, AuditCheckpointFile, Sections.Read(Section.Name))
        : RecordStore.OpenAsync(DatabaseFile, clock, cancellation, AuditCheckpointFile);

    /// <summary>The absolute path for one in the configuration.</summary>
    public string PathOf(string relative) => Path.GetFullPath(relative, Folder);

    /// <summary>An empty folder, removed at the end of the run for which this object was opened.</summary>
    public string NewTempFolder()
    {
        var folder = Path.Combine(StateFolder, "tmp", $"{OwnFolders}{Interlocked.Increment(ref temporary)}");
        PrivateFiles.CreateFolder(folder);
        temporaryFolders.Enqueue(folder);
        return folder;
    }

    /// <summary>
    /// Removes the temporary folders of this object, and those of processes that are gone; another run of the same process keeps its own.
    /// </summary>
    public void ClearTempFolders()
    {
        while (temporaryFolders.TryDequeue(out var own))
        {
            Remove(own);
        }

        var root = Path.Combine(StateFolder, "tmp");
        if (!Directory.Exists(root))
        {
            return;
        }

        foreach (var folder in Directory.EnumerateDirectories(root))
        {
            // The id of a process that is gone may have been reused for this one.
            var name = Path.GetFileName(folder);
            var owner = int.TryParse(name.Split('-')[0], out var id) ? id : 0;
            if (!name.StartsWith(OwnFolders, StringComparison.Ordinal)
                && (owner == Environment.ProcessId || !Directory.Exists($"/proc/{owner}")))
            {
                Remove(folder);
            }
        }
    }

    /// <summary>Removes a folder, which another process may be removing, too.</summary>
    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // It is gone, as intended.
        }
    }

    private ISharedStore? SharedStore() => Sections.Read(Section.Store) switch
    {
        null => null,
        { Bucket: { } place } settings => new S3Store(new S3Place(place.Bucket, place.Prefix, settings.Endpoint, settings.Region)),
        var settings => new FolderStore(PathOf(settings.Path)),
    };

    private void MakeStateFolder()
    {
        try
        {
            PrivateFiles.CreateFolder(StateFolder);
            PrivateFiles.Protect(StateFolder);
            var ignore = Path.Combine(StateFolder, ".gitignore");
            if (!File.Exists(ignore))
            {
                using var file = PrivateFiles.Open(ignore, FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
                file.Write("*\n"u8);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TrestleException(ProjectErrors.CannotWrite(StateFolder, e.Message), ExitCode.Mistake, e);
        }
    }
}
