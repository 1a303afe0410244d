using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

using Shouldly;

using Trestle.Core.Artifacts;
using Trestle.Core.Errors;
using Trestle.Core.Routing;
using Trestle.Core.Schema;
using Trestle.Learners.Packages;
using Trestle.Stages.Deploy;
using Trestle.Stages.Deploy.Hosts;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Register;
using Trestle.Storage.Files;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.Deploy;

/// <summary>Tables of a run for versions in service whose host does not run.</summary>
public sealed class TableRefreshTests : IAsyncLifetime
{
    private DeployWorld world = null!;
    private string folder = null!;
    private ModelPackage package = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        world = await DeployWorld.MakeAsync();
        folder = DeploymentNames.Folder(world.Project, "small");
        var path = new ModelRegistry(world.Project, world.Records).PackageFile("small", 4);
        PackageWriter.WriteFile(
            SamplePackages.LookingUp(SamplePackages.Contents(TaskKind.Binary), required: false), path);
        package = ModelPackage.Open(path);
        IReadOnlyList<Route> routes = [new Route(4, Path.GetRelativePath(folder, path), package.Hash.ToString(), RouteRole.Live, 1)];
        var deployment = new Deployment
        {
            Name = "small",
            Model = "small",
            Target = world.Target.Name,
            ChangedAt = world.Clock.Now,
            Routes = routes,
            Good = routes,
        };
        await world.Records.Documents.PutAsync(
            Deployment.Kind, "small", Encoding.UTF8.GetString(Documents.Write(deployment)), 0, null, Cancellation);
    }

    public ValueTask DisposeAsync()
    {
        world.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_table_that_changed_is_written_once_and_noted()
    {
        var run = Run(("plans", SamplePackages.Plans("plan", "plus", "basic")), ("more", [1]));
        (await BringAsync(run)).ShouldBe([new RefreshedTable(4, "plans", 2, 1, Changed: true)]);
        var newer = new NewerTables(folder);
        newer.Apply(package).Tables["plans"].Schema.Rows.ShouldBe(2);
        package.Tables["plans"].Schema.Rows.ShouldBe(1);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(newer.FileOf(package.Hash, "plans")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        (await BringAsync(run)).ShouldBe([new RefreshedTable(4, "plans", 2, 2, Changed: false)]);
        (await world.AuditAsync()).ShouldHaveSingleItem().ShouldBe(
            new("ann", "deploy.refresh", "small", "run 7: version 4: plans 2 rows (1 before)"));
    }

    [Fact]
    public async Task A_damaged_file_is_replaced()
    {
        var file = new NewerTables(folder).FileOf(package.Hash, "plans");
        PrivateFiles.CreateFolder(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, "damage", Cancellation);
        (await BringAsync(Run(("plans", SamplePackages.Plans("plan", "plus"))))).ShouldBe(
            [new RefreshedTable(4, "plans", 1, 1, Changed: false)]);
        File.Exists(file).ShouldBeFalse("the package's own table is the same");
        await File.WriteAllTextAsync(file, "damage", Cancellation);
        (await BringAsync(Run(("plans", SamplePackages.Plans("plan", "basic", "gold"))))).ShouldBe(
            [new RefreshedTable(4, "plans", 2, 1, Changed: true)]);
        new NewerTables(folder).Apply(package).Tables["plans"].Schema.Rows.ShouldBe(2);
    }

    [Fact]
    public async Task What_the_version_does_not_look_up_is_not_brought_and_what_it_lacks_is_refused()
    {
        (await RefusedAsync(Run(("other", [1])))).ShouldBe("TR1847 run 7 has no table 'plans', which version 4 looks up");
        (await RefusedAsync(Run())).ShouldBe("TR1847 run 7 has no table 'plans', which version 4 looks up");
        (await RefusedAsync(Run(("plans", SamplePackages.Plans("tariff", "plus"))))).ShouldStartWith("TR2353");
        Directory.Exists(Path.Combine(folder, "tables")).ShouldBeFalse();
        (await world.AuditAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_target_whose_hosts_take_no_tables_is_refused()
    {
        world.Target.TakesTables = false;
        (await RefusedAsync(Run(("plans", SamplePackages.Plans("plan", "basic"))))).ShouldBe(
            "TR1846 deployment 'small' runs on process, whose hosts have the tables of their package only");
    }

    [Fact]
    public async Task A_host_that_cannot_use_a_table_is_refused_with_its_reason()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        PrivateFiles.CreateFolder(folder);
        new HostFiles(folder).Write(
            HostState.None with { Host = ProcessIdentity.Of(Process.GetCurrentProcess()), Address = $"http://127.0.0.1:{port}/" });
        var answering = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync(Cancellation);
            var failure = new { message = "TR9999 no memory\nmore", state = new NewerTables(folder).State(package) };
            var body = JsonSerializer.Serialize(
                new { routes = new[] { new { hash = package.Hash.ToString(), tables = Array.Empty<string>(), tablesFailure = failure } } });
            await client.GetStream().WriteAsync(
                Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}"), Cancellation);
        }, Cancellation);
        (await RefusedAsync(Run(("plans", SamplePackages.Plans("plan", "basic"))))).ShouldBe(
            "TR1848 the host of deployment 'small' does not answer with the new tables: TR9999 no memory");
        await answering;
        (await world.AuditAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_deployment_that_is_not_there_is_named() =>
        (await Should.ThrowAsync<TrestleException>(() => Refresh().FindAsync("big", Cancellation))).Problems[0].Code.ShouldBe("TR1802");

    private TableRefresh Refresh() => new(world.Project, world.Records, world.Open(), [world.Target], TimeProvider.System);

    private Task<IReadOnlyList<RefreshedTable>> BringAsync(ArtifactReader run) =>
        Refresh().BringAsync("small", 7, run, "ann", Cancellation);

    private async Task<string> RefusedAsync(ArtifactReader run)
    {
        var problem = (await Should.ThrowAsync<TrestleException>(() => BringAsync(run))).Problems[0];
        return $"{problem.Code} {problem.Found}";
    }

    /// <summary>A run whose stage 5 made these tables.</summary>
    private ArtifactReader Run(params (string Name, byte[] File)[] tables)
    {
        var table = new CuratedTable
        {
            Table = ContentHash.Of("rows"u8),
            Columns = [],
            Rows = 0,
            Split = [],
            Keyed = tables.ToDictionary(table => table.Name, table => world.Project.Store.Put(table.File)),
        };
        var hash = world.Project.Store.Put(Documents.Write(table));
        return new ArtifactReader(
            world.Project.Store, [new ArtifactPlace("curate", Unit.Whole, Artifact.CuratedTable.Name, hash, 1)]);
    }
}
