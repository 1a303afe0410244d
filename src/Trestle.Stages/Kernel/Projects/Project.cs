using System.Collections.Concurrent;

using Trestle.Core.Configuration;
using Trestle.Stages.Kernel.Settings;
using Trestle.Storage.Blobs;
using Trestle.Storage.Records;

namespace Trestle.Stages.Kernel.Projects;

/// <summary>A project: a folder with <c>trestle.yaml</c>, and a state folder <c>.trestle</c> beside it.</summary>
public sealed class Project
{
    /// <summary>Name of the configuration file.</summary>
    public const string FileName = "trestle.yaml";

    private static readonly string OwnFolders = $"{Environment.ProcessId}-{Guid.NewGuid():N}-";
    private static int temporary;
    private readonly ConcurrentQueue<string> temporaryFolders = new();

    /// <summary>The project of a folder; makes its state folder.</summary>
    internal Project(string folder, string configurationFile, string configurationText, SettingSections sections, SourcePositions positions, IReadOnlyList<string> notices)
    {
        Folder = folder;
        ConfigurationFile = configurationFile;
        ConfigurationText = configurationText;
        Sections = sections;
        Positions = positions;
        Notices = notices;
        Store = new ContentStore(Path.Combine(StateFolder, "store"));
        MakeStateFolder();
    }

    /// <summary>The folder; paths in the configuration are relative to it.</summary>
    public string Folder { get; }

    /// <summary>The configuration file, as messages name it.</summary>
    public string ConfigurationFile { get; }

    /// <summary>What the file says.</summary>
    public string ConfigurationText { get; }

    /// <summary>The configuration by sections. Stages read it through <see cref="For"/>.</summary>
    public SettingSections Sections { get; }

    /// <summary>Where each value stands in the configuration file.</summary>
    public SourcePositions Positions { get; }

    /// <summary>What the author of the file should know although it was read.</summary>
    public IReadOnlyList<string> Notices { get; }

    /// <summary>Where the project keeps what it has made.</summary>
    public string StateFolder => Path.Combine(Folder, ".trestle");

    /// <summary>The database of runs and models.</summary>
    public string DatabaseFile => Path.Combine(StateFolder, "trestle.db");

    /// <summary>Where packages are.</summary>
    public string PackageFolder => Path.Combine(StateFolder, "packages");

    /// <summary>Tables, documents and models, by the hash of their content.</summary>
    public ContentStore Store { get; }

    /// <summary>The configuration as a stage sees it: the sections that it declares.</summary>
    public StageSettings For(Stage stage) => Sections.For(stage);

    /// <summary>Opens the records of the project's runs and models: the SQLite file, or the database that the configuration names.</summary>
    public Task<RecordStore> OpenRecordsAsync(TimeProvider clock, CancellationToken cancellation) => Sections.Read(Section.Database) is { } connection
        ? RecordStore.ConnectAsync(connection.Reveal(), clock, cancellation)
        : RecordStore.OpenAsync(DatabaseFile, clock, cancellation);

    /// <summary>An absolute path for one that the configuration gives.</summary>
    public string PathOf(string relative) => Path.GetFullPath(relative, Folder);

    /// <summary>An empty folder, taken away when the run ends that this object was opened for.</summary>
    public string NewTempFolder()
    {
        var folder = Path.Combine(StateFolder, "tmp", $"{OwnFolders}{Interlocked.Increment(ref temporary)}");
        Directory.CreateDirectory(folder);
        temporaryFolders.Enqueue(folder);
        return folder;
    }

    /// <summary>
    /// Takes away the temporary folders of this object, and those of processes that are gone; another run of the same process keeps its own.
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
            // The number of a process that is gone may be this one's.
            var name = Path.GetFileName(folder);
            var owner = int.TryParse(name.Split('-')[0], out var id) ? id : 0;
            if (!name.StartsWith(OwnFolders, StringComparison.Ordinal) && (owner == Environment.ProcessId || !Directory.Exists($"/proc/{owner}")))
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
            // It is gone, and that is what was wanted.
        }
    }

    private void MakeStateFolder()
    {
        try
        {
            Directory.CreateDirectory(StateFolder);
            var ignore = Path.Combine(StateFolder, ".gitignore");
            if (!File.Exists(ignore))
            {
                File.WriteAllText(ignore, "*\n");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TrestleException(ProjectErrors.CannotWrite(StateFolder, e.Message), ExitCode.Mistake, e);
        }
    }
}
