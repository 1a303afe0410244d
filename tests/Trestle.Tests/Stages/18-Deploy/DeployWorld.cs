using System.Text;

using Trestle.Core.Artifacts;
using Trestle.Core.Errors;
using Trestle.Core.Routing;
using Trestle.Core.Schema;
using Trestle.Learners.Packages;
using Trestle.Stages.Deploy;
using Trestle.Stages.Deploy.Evidence;
using Trestle.Stages.Deploy.Planning;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Deploy.Strategies;
using Trestle.Stages.Deploy.Targets;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Lifecycle;
using Trestle.Stages.Register;
using Trestle.Storage.Records;
using Trestle.Testing;

namespace Trestle.Tests.Stages.Deploy;

/// <summary>
/// A project with three registered versions, and a target that only remembers what it is told. It outlives the processes that tests kill.
/// </summary>
internal sealed class DeployWorld : IDisposable, ICanaryEvidence
{
    private const string Yaml = "name: small\nsource: data.csv\ntarget: churn\n";
    private readonly TempFolder folder = new();
    private readonly TempFolder elsewhere = new();

    private DeployWorld(Project project, RecordStore records, StillClock clock, TempFolder folder) =>
        (Project, Records, Clock, this.folder) = (project, records, clock, folder);

    public Project Project { get; }

    public RecordStore Records { get; }

    public StillClock Clock { get; }

    public TestTarget Target { get; } = new();

    /// <summary>The target of <see cref="OpenElsewhere"/>.</summary>
    public TestTarget OtherTarget { get; } = new();

    /// <summary>What the host has counted; null while it cannot be asked.</summary>
    public Dictionary<int, VersionCounts>? Counted { get; set; } = [];

    public static CancellationToken Cancellation => Xunit.TestContext.Current.CancellationToken;

    public static async Task<DeployWorld> MakeAsync(string settings = "")
    {
        var folder = new TempFolder();
        folder.Write(Project.FileName, Yaml + settings);
        var clock = new StillClock { Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) };
        var project = Project.Open(folder.Path);
        var records = await project.OpenRecordsAsync(clock, Cancellation);
        Directory.CreateDirectory(project.PackageFolder);
        for (var version = 1; version <= 3; version++)
        {
            var contents = SamplePackages.Contents(TaskKind.Binary);
            contents = contents with
            {
                Documents = new Dictionary<string, byte[]> { ["README.md"] = Encoding.UTF8.GetBytes($"# Version {version}\n") },
            };
            PackageWriter.WriteFile(contents, new ModelRegistry(project, records).PackageFile("small", version));
            await records.RegisterVersionAsync("small", ContentHash.Of(Encoding.UTF8.GetBytes($"{version}")), 1, Cancellation);
        }

        await records.SetAliasAsync("small", ModelRegistry.Champion, 1, "test", "the first", Cancellation);
        return new DeployWorld(project, records, clock, folder);
    }

    /// <summary>The deployments as a process opens them; <paramref name="crash"/> ends it at a step.</summary>
    public Trestle.Stages.Deploy.Deployments Open(Action<string>? crash = null) =>
        new(Project, Records, new DeployParts([Target], StrategyCatalog.All, this), Clock) { Reached = crash ?? (_ => { }) };

    /// <summary>The deployments as a process of another checkout with a host of its own opens them; the records are the same.</summary>
    public Trestle.Stages.Deploy.Deployments OpenElsewhere()
    {
        elsewhere.Write(Project.FileName, Yaml);
        var there = Project.Open(elsewhere.Path);
        Directory.CreateDirectory(there.PackageFolder);
        foreach (var package in Directory.GetFiles(Project.PackageFolder))
        {
            File.Copy(package, Path.Combine(there.PackageFolder, Path.GetFileName(package)), overwrite: true);
        }

        return new(there, Records, new DeployParts([OtherTarget], StrategyCatalog.All, this), Clock);
    }

    /// <summary>Brings a version into service without waiting for anything.</summary>
    public Task<Deployment> DeployAsync(int version, string strategy = "direct") =>
        Open().ApplyAsync(new DeployRequest($"{version}") { Strategy = strategy }, "ann", Cancellation);

    /// <summary>What the audit log says of deployments, the oldest first.</summary>
    public async Task<IReadOnlyList<AuditNote>> AuditAsync() =>
        [
            .. (await Records.Audit.LastAsync(1000, null, Cancellation)).Select(entry => entry.Note).Where(
                note => note.Action.StartsWith("deploy.", StringComparison.Ordinal)).Reverse()];

    public async Task<int?> ChampionAsync() =>
        await new ModelRegistry(Project, Records).ResolveAsync("small", ModelRegistry.Champion, Cancellation);

    /// <summary>Counts requests of a version, all as fast as each other.</summary>
    public void Count(int version, long requests, long errors = 0)
    {
        var before = Counted!.GetValueOrDefault(version) ?? new VersionCounts(version, 0, 0, []);
        var answered = before.Requests + requests - before.Errors - errors;
        Counted![version] = new VersionCounts(
            version, before.Requests + requests, before.Errors + errors,
            [new LatencyBucket(0.001, answered), new LatencyBucket(double.PositiveInfinity, 0)]);
    }

    public Task<IReadOnlyList<VersionCounts>> CountAsync(Deployment deployment, CancellationToken cancellation) => Counted is null
        ? throw new TrestleException(new Problem("TR1826", "silence", "an answer", "host", "wait"))
        : Task.FromResult<IReadOnlyList<VersionCounts>>([.. Counted.Values]);

    public Task<CanarySample> SampleAsync(
        Deployment deployment, int version, DateTimeOffset from, CancellationToken cancellation)
    {
        var counts = Counted?.GetValueOrDefault(version);
        return Task.FromResult(new CanarySample([], [.. Enumerable.Repeat(0.001, (int)((counts?.Requests - counts?.Errors) ?? 0))]));
    }

    public void Dispose()
    {
        folder.Dispose();
        elsewhere.Dispose();
    }
}

/// <summary>Remembers the tables that came into force, and refuses what it is told to refuse.</summary>
internal sealed class TestTarget : IDeployTarget
{
    public string Name => "process";

    public bool TakesTables { get; set; } = true;

    /// <summary>The tables that came into force, each once however often it was asked for.</summary>
    public List<RouteTable> InForce { get; } = [];

    /// <summary>Versions that cannot be loaded.</summary>
    public HashSet<int> Broken { get; } = [];

    /// <summary>Versions that answer otherwise than their training.</summary>
    public HashSet<int> Wrong { get; } = [];

    public bool Stopped { get; private set; }

    /// <summary>Whether its host is gone, as after a reboot; the next order starts it.</summary>
    public bool Gone { get; set; }

    /// <summary>Whether a host cannot be started.</summary>
    public bool Unstartable { get; set; }

    /// <summary>Where it answers.</summary>
    public string Address { get; set; } = "http://127.0.0.1:1/";

    public string? Objection(IReadOnlyList<Route> routes) => null;

    public Task<string?> ApplyAsync(DeployOrder order, CancellationToken cancellation)
    {
        var table = RouteTables.Read(RouteTables.Write(order.Deployment.Table), "test");
        if (table.Routes.FirstOrDefault(route => Broken.Contains(route.Version)) is { } broken)
        {
            throw new TrestleException(
                new Problem("TR1823", $"version {broken.Version} is broken", "one that loads", "host", "mend it"), ExitCode.Refused);
        }

        if (Unstartable)
        {
            throw new TrestleException(new Problem("TR1822", "it ended", "a host", "host.log", "mend it"), ExitCode.Refused);
        }

        (Gone, Stopped) = (false, false);
        if (InForce.Count == 0 || InForce[^1].Generation < table.Generation)
        {
            InForce.Add(table);
        }

        return Task.FromResult<string?>(Address);
    }

    public Task<string> ProveAsync(DeployOrder order, Route route, CancellationToken cancellation) => Wrong.Contains(route.Version)
        ? throw new TrestleException(new Problem("TR1824", "other answers", "the same", "samples", "do not use it"), ExitCode.Refused)
        : Task.FromResult("7 sample rows answered as in training, bit for bit");

    public Task TendAsync(DeployOrder order, CancellationToken cancellation) => Task.CompletedTask;

    public Task<TargetStatus> LookAsync(DeployOrder order, CancellationToken cancellation) =>
        Task.FromResult(Stopped || Gone || InForce.Count == 0
            ? new TargetStatus(false, null, 0, null)
            : new TargetStatus(true, InForce[^1].Generation, 0, null) { Address = Address });

    public Task StopAsync(DeployOrder order, CancellationToken cancellation)
    {
        Stopped = true;
        return Task.CompletedTask;
    }
}
