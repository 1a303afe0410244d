using System.Collections.Concurrent;

using Trestle.Core.Configuration;
using Trestle.Storage.Blobs;
using Trestle.Storage.Records;

namespace Trestle.Stages.Projects;

/// <summary>A project: a folder with <c>trestle.yaml</c>, and a state folder <c>.trestle</c> beside it.</summary>
public sealed class Project
{
    /// <summary>Name of the configuration file.</summary>
    public const string FileName = "trestle.yaml";

    private static readonly string OwnFolders = $"{Environment.ProcessId}-{Guid.NewGuid():N}-";
    private static int temporary;
    private readonly ConcurrentQueue<string> temporaryFolders = new();

    private Project(string folder, string configurationFile, string configurationText, Bound<ProjectSettings> bound)
    {
        Folder = folder;
        ConfigurationFile = configurationFile;
        ConfigurationText = configurationText;
        Bound = bound;
        Store = new ContentStore(Path.Combine(StateFolder, "store"));
    }

    /// <summary>The folder; paths in the configuration are relative to it.</summary>
    public string Folder { get; }

    /// <summary>The configuration file, as messages name it.</summary>
    public string ConfigurationFile { get; }

    /// <summary>What the file says.</summary>
    public string ConfigurationText { get; }

    /// <summary>The configuration with the position of every value.</summary>
    public Bound<ProjectSettings> Bound { get; }

    /// <summary>The configuration.</summary>
    public ProjectSettings Settings => Bound.Value;

    /// <summary>Where the project keeps what it has made.</summary>
    public string StateFolder => Path.Combine(Folder, ".trestle");

    /// <summary>The database of runs and models.</summary>
    public string DatabaseFile => Path.Combine(StateFolder, "trestle.db");

    /// <summary>Where packages are.</summary>
    public string PackageFolder => Path.Combine(StateFolder, "packages");

    /// <summary>Tables, documents and models, by the hash of their content.</summary>
    public ContentStore Store { get; }

    /// <summary>Opens the project in a folder (or with the configuration file that is named directly).</summary>
    public static Project Open(string place)
    {
        var file = File.Exists(place) ? place : Path.Combine(place, FileName);
        if (!File.Exists(file))
        {
            throw new TrestleException(ProjectErrors.NoProject(place));
        }

        var text = ReadText(file);
        return Parse(Path.GetDirectoryName(Path.GetFullPath(file))!, file, text);
    }

    /// <summary>Takes the configuration from a text, as a past run recorded it.</summary>
    public static Project Parse(string folder, string file, string text)
    {
        var bound = ProjectBinder.Bind(text, file);
        ProjectErrors.Check(bound);
        var project = new Project(folder, file, text, bound);
        project.MakeStateFolder();
        return project;
    }

    /// <summary>Opens the records of the project's runs and models: the SQLite file, or the database that the configuration names.</summary>
    public Task<RecordStore> OpenRecordsAsync(TimeProvider clock, CancellationToken cancellation) => Settings.Database is { } connection
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

    private static string ReadText(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TrestleException(ProjectErrors.CannotRead(file, e.Message), ExitCode.Mistake, e);
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
