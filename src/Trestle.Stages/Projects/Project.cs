using Trestle.Core.Configuration;
using Trestle.Storage.Blobs;
using Trestle.Storage.Records;

namespace Trestle.Stages.Projects;

/// <summary>A project: a folder with <c>trestle.yaml</c>, and a state folder <c>.trestle</c> beside it.</summary>
public sealed class Project
{
    /// <summary>Name of the configuration file.</summary>
    public const string FileName = "trestle.yaml";

    private int temporary;

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
    public Task<RecordStore> OpenRecordsAsync(TimeProvider clock, CancellationToken cancellation) => Settings.Records is { } connection
        ? RecordStore.ConnectAsync(connection.Reveal(), clock, cancellation)
        : RecordStore.OpenAsync(DatabaseFile, clock, cancellation);

    /// <summary>An absolute path for one that the configuration gives.</summary>
    public string PathOf(string relative) => Path.GetFullPath(relative, Folder);

    /// <summary>An empty folder of this process, taken away when the process ends a run.</summary>
    public string NewTempFolder()
    {
        var folder = Path.Combine(StateFolder, "tmp", $"{Environment.ProcessId}-{Interlocked.Increment(ref temporary)}");
        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>Takes away this process's temporary folders, and those of processes that are gone.</summary>
    public void ClearTempFolders()
    {
        var root = Path.Combine(StateFolder, "tmp");
        if (!Directory.Exists(root))
        {
            return;
        }

        foreach (var folder in Directory.EnumerateDirectories(root))
        {
            var owner = int.TryParse(Path.GetFileName(folder).Split('-')[0], out var id) ? id : 0;
            if (owner == Environment.ProcessId || !Directory.Exists($"/proc/{owner}"))
            {
                Directory.Delete(folder, recursive: true);
            }
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
