using System.Text.Json.Nodes;

using Trestle.Stages.Deploy;
using Trestle.Stages.Deploy.Targets;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.ScoringHosts;
using Trestle.Storage.Records;

namespace Trestle.Server;

/// <summary>The project of this server, with its records.</summary>
internal sealed class ServedProject
{
    /// <summary>Number of latest runs that are searched for results.</summary>
    private const int Searched = 20;

    private readonly string folder;
    private readonly DeployPrograms programs;
    private readonly TimeProvider clock;
    private Project project;

    private ServedProject(string folder, Project project, RecordStore records, DeployPrograms programs, TimeProvider clock)
    {
        (this.folder, this.project, this.programs, this.clock) = (folder, project, programs, clock);
        Records = records;
    }

    /// <summary>The project with its last valid configuration.</summary>
    public Project Project => Volatile.Read(ref project);

    /// <summary>The records of the project.</summary>
    public RecordStore Records { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Clock => clock;

    /// <summary>The stages of a run.</summary>
    public IReadOnlyList<IStage> Stages =>
        StageCatalog.All(new ProcessScoringHost(programs.Host, clock) { StartLimit = Project.Settings.Serve.StartLimit }, clock);

    /// <summary>The deployments of the project.</summary>
    public Deployments Deployments => DeployStage.Open(Project, Records, programs, clock);

    /// <summary>Brings newer keyed tables into service.</summary>
    public TableRefresh Refreshes => DeployStage.Refreshes(Project, Records, programs);

    /// <summary>The name of the project and of its model.</summary>
    public string Name => Project.Settings.Name;

    /// <summary>Opens the project in a folder.</summary>
    public static async Task<ServedProject> OpenAsync(ServerOptions options, TimeProvider clock, CancellationToken cancellation)
    {
        var project = Project.Open(options.Project);
        var records = await project.OpenRecordsAsync(clock, cancellation);
        await RunRecords.InterruptedAsync(records, project, cancellation);
        return new ServedProject(options.Project, project, records, options.Programs, clock);
    }

    /// <summary>
    /// Reads the configuration again and returns a copy of the project; if it is invalid, throws and keeps the previous one.
    /// </summary>
    public Project Reopen()
    {
        Volatile.Write(ref project, Project.Open(folder));
        return Copy();
    }

    /// <summary>
    /// Reads the configuration again if it has changed, so that a background job never puts back what somebody has changed since. If it
    /// is invalid, throws and keeps the previous one.
    /// </summary>
    public void Refresh()
    {
        var now = Project;
        if (!File.Exists(now.ConfigurationFile) || File.ReadAllText(now.ConfigurationFile) != now.ConfigurationText)
        {
            Reopen();
        }
    }

    /// <summary>A copy of the project for one job, which clears only its own temporary folders.</summary>
    public Project Copy()
    {
        var now = Project;
        return Project.Parse(now.Folder, now.ConfigurationFile, now.ConfigurationText);
    }

    /// <summary>The run with a number, or the latest for <c>last</c>; 404 if there is none.</summary>
    public async Task<RunRecord> RunAsync(string asked, CancellationToken cancellation)
    {
        var found = asked == "last" ? await LastRunAsync(cancellation)
            : int.TryParse(asked, out var number) ? await Records.RunAsync(number, cancellation)
            : null;
        return found ?? throw RefusedException.NotFound(ServerErrors.NoRun(Format.Cut(Format.Plain(asked), 40)));
    }

    /// <summary>The latest run; null if there is none.</summary>
    public async Task<RunRecord?> LastRunAsync(CancellationToken cancellation) =>
        await Records.RunsAsync(1, cancellation) is [var last, ..] ? last : null;

    /// <summary>Everything that the stages of a run wrote.</summary>
    public Task<ArtifactReader> ArtifactsAsync(int run, CancellationToken cancellation) =>
        RunRecords.ReaderAsync(Records, Project, run, cancellation);

    /// <summary>The stored output documents of a stage in a run, by shard and name.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, JsonNode>>> DocumentsAsync(
        int run, Stage stage, CancellationToken cancellation) =>
        (await ArtifactsAsync(run, cancellation)).Places
            .Where(place => place.Stage == stage.Slug && stage.Writes.Contains(place.Name))
            .GroupBy(place => place.Shard, StringComparer.Ordinal)
            .ToDictionary(
                shard => shard.Key,
                IReadOnlyDictionary<string, JsonNode> (shard) => shard.ToDictionary(
                    place => place.Name, place => JsonNode.Parse(Project.Store.Get(place.Hash))!, StringComparer.Ordinal),
                StringComparer.Ordinal);

    /// <summary>A document of a run and the number of the run; 404 if it does not exist.</summary>
    public async Task<(int Run, T Document)> ReadAsync<T>(string? run, Artifact<T> artifact, CancellationToken cancellation)
    {
        var number = (await RunAsync(run ?? "last", cancellation)).Id;
        var artifacts = await ArtifactsAsync(number, cancellation);
        return artifacts.Has(artifact)
            ? (number, artifacts.Read(artifact))
            : throw RefusedException.NotFound(ServerErrors.NothingWritten(number, artifact.Name));
    }

    /// <summary>The artifacts of a run, or of the latest run with a document; null if there is no such run.</summary>
    public async Task<(int Run, ArtifactReader Artifacts)?> LatestAsync<T>(int? run, Artifact<T> artifact, CancellationToken cancellation)
    {
        var runs = run is { } number ? [number] : (await Records.RunsAsync(Searched, cancellation)).Select(record => record.Id);
        foreach (var candidate in runs)
        {
            var artifacts = await ArtifactsAsync(candidate, cancellation);
            if (artifacts.Has(artifact))
            {
                return (candidate, artifacts);
            }
        }

        return null;
    }
}
