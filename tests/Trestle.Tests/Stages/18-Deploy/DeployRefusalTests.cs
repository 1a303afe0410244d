using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Routing;
using Trestle.Stages.Deploy.Hosts;
using Trestle.Stages.Deploy.Planning;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Deploy.Strategies;
using Trestle.Stages.Deploy.Targets;
using Trestle.Testing;

using Xunit;

namespace Trestle.Tests.Stages.Deploy;

/// <summary>What targets refuse, and what they say of hosts, images and engines that are not there.</summary>
public sealed class DeployRefusalTests : IDisposable
{
    private readonly TempFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_host_that_is_silent_gives_neither_figures_nor_scores()
    {
        using var host = new HostClient("http://127.0.0.1:1/");
        var figures = await ProblemAsync(() => host.MetricsAsync(Cancellation));
        (figures.Code, figures.Where).ShouldBe(("TR1826", "http://127.0.0.1:1/"));
        var scores = await ProblemAsync(() => host.ScoreAsync(3, "{}"u8.ToArray(), Cancellation));
        scores.Code.ShouldBe("TR1825");
        scores.Found.ShouldStartWith("version 3 does not answer its sample rows: ");
    }

    [Fact]
    public void An_image_that_is_not_there_or_not_described_is_refused()
    {
        var images = new ImageFiles(folder.Path);
        var missing = Should.Throw<TrestleException>(() => images.Find("small", 2)).Problems.Single();
        (missing.Code, missing.Found, missing.Fix)
            .ShouldBe(("TR1827", "there is no image of small version 2", "make one: trestle containerize 2"));
        folder.Write("small-2.json", """{"reference": "small:2", "digest": "latest"}""");
        var broken = Should.Throw<TrestleException>(() => images.Find("small", 2)).Problems.Single();
        (broken.Code, broken.Found).ShouldBe(("TR1828", "the record of the image cannot be used: it has no image with a digest"));
    }

    [Fact]
    public async Task An_engine_that_is_not_there_or_fails_is_named()
    {
        var missing = Should.Throw<TrestleException>(() => ContainerEngine.Find("podmann")).Problems.Single();
        (missing.Code, missing.Found).ShouldBe(("TR1829", "there is no program 'podmann' to run containers"));
        var failed = await ProblemAsync(() => new ContainerEngine("ls").RunAsync(Cancellation, "/no/such/folder"));
        failed.Code.ShouldBe("TR1830");
        failed.Found.ShouldStartWith("ls /no/such/folder failed: ");
    }

    [Fact]
    public async Task A_port_that_another_program_has_is_refused_with_its_holder()
    {
        using var other = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        other.Start();
        var port = ((System.Net.IPEndPoint)other.LocalEndpoint).Port;
        HostPort.IsFree("127.0.0.1", port).ShouldBeFalse();
        HostPort.IsFree("no address", port).ShouldBeTrue();
        var answering = Task.Run(async () =>
        {
            using var client = await other.AcceptTcpClientAsync(Cancellation);
            await client.GetStream().WriteAsync("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), Cancellation);
        }, Cancellation);
        var files = new HostFiles(folder.Path);
        var problem = await ProblemAsync(() => HostPort.RequireAsync(files, "localhost", port, new HastyClock(), Cancellation));
        await answering;
        (problem.Code, problem.Found).ShouldBe(("TR1845", $"port {port} of localhost is taken by another program"));
        (HostPort.Choose(null, 0, "127.0.0.1") is HostPort.Usual or (>= 20000 and < 32000)).ShouldBeTrue();
    }

    [Fact]
    public void A_host_that_takes_too_long_is_told_with_the_setting_and_how_to_go_on()
    {
        var slow = TargetErrors.TooSlow("the container", TimeSpan.FromSeconds(90), "small-1");
        (slow.Code, slow.Found, slow.Expected)
            .ShouldBe(("TR1844", "the container does not answer after 90s", "an answer within serve.start-limit"));
        slow.Fix.ShouldStartWith("run the same command again");
    }

    [Fact]
    public async Task A_supervisor_that_was_not_built_is_named()
    {
        var problem = await ProblemAsync(() => Process().TendAsync(Order(generation: 1), Cancellation));
        (problem.Code, problem.Where).ShouldBe(("TR1821", folder.At("trestle.dll")));
    }

    [Fact]
    public async Task Routes_of_a_later_change_are_not_written_over()
    {
        var order = Order(generation: 7);
        var files = new HostFiles(order.Folder);
        Directory.CreateDirectory(files.Folder);
        await File.WriteAllBytesAsync(files.Routes, RouteTables.Write(order.Deployment.Table), Cancellation);
        var problem = await ProblemAsync(() => Process().ApplyAsync(Order(generation: 6), Cancellation));
        (problem.Code, problem.Found, problem.Expected).ShouldBe(("TR1833", "the route table on disk has generation 7", "at most 6"));
    }

    [Fact]
    public void A_deployment_does_not_move_to_another_target()
    {
        var deployment = Order(generation: 1).Deployment with { Target = "kubernetes" };
        var error = Should.Throw<TrestleException>(() =>
            DeploymentPlanner.Plan(deployment, Route, StrategyCatalog.All[0], Process(), new DeploySettings()));
        var problem = error.Problems.ShouldHaveSingleItem();
        (problem.Code, problem.Found).ShouldBe(("TR1806", "deployment 'small' runs on target kubernetes, not on process"));
    }

    [Fact]
    public async Task A_change_that_comes_second_is_refused()
    {
        using var world = await DeployWorld.MakeAsync();
        var deployment = await world.DeployAsync(1);
        var late = new Trestle.Stages.Deploy.DeploymentSession(
            world.Project, world.Records, world.Target, world.Clock, _ => { }, deployment, revision: 0);
        var problem = await ProblemAsync(() => late.WriteAsync(deployment, null, Cancellation));
        (problem.Code, problem.Found).ShouldBe(("TR1807", "deployment 'small' was changed by somebody else in the meantime"));
    }

    [Fact]
    public async Task A_package_that_is_no_registered_version_is_not_deployed()
    {
        using var world = await DeployWorld.MakeAsync();
        var file = Path.Combine(world.Project.PackageFolder, "small-1.trestle");
        File.Exists(file).ShouldBeTrue();
        var problem = await ProblemAsync(() => world.Open().ApplyAsync(new DeployRequest(file), "ann", Cancellation));
        problem.Code.ShouldBe("TR1816");
        problem.Found.ShouldEndWith("is not a registered version");
    }

    private static Route Route => new(1, "small-1.trestle", new string('0', 64), RouteRole.Live, 1);

    private ProcessTarget Process() => new(DeployPrograms.In(folder.Path), TimeProvider.System);

    private DeployOrder Order(long generation) => new(
        folder.At("deployment"),
        new Deployment
        {
            Name = "small",
            Model = "small",
            Target = "process",
            ChangedAt = DateTimeOffset.UnixEpoch,
            Generation = generation,
            Routes = [Route],
        },
        new DeploySettings());

    /// <summary>Three seconds pass between two looks at it.</summary>
    private sealed class HastyClock : TimeProvider
    {
        private long now;

        public override long GetTimestamp() => now += 3 * TimestampFrequency;
    }

    private static async Task<Problem> ProblemAsync(Func<Task> work) =>
        (await Should.ThrowAsync<TrestleException>(work)).Problems.ShouldHaveSingleItem();
}
