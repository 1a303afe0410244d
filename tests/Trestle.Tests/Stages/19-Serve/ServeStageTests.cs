using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Lifecycle;
using Trestle.Core.Schema;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.ScoringHosts;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Lifecycle;
using Trestle.Stages.Serve;

using Xunit;

namespace Trestle.Tests.Stages.Serve;

/// <summary>What stage 19 starts a host with.</summary>
public sealed class ServeStageTests
{
    [Theory]
    [InlineData(null, null, "0.0.0.0", 9090)]
    [InlineData("127.0.0.1", null, "127.0.0.1", 9090)]
    [InlineData(null, 0, "0.0.0.0", 0)]
    public async Task The_address_is_that_of_the_configuration_unless_another_is_asked_for(
        string? address, int? port, string expected, int expectedPort)
    {
        using var project = new TestProject(TestProject.Small + "serve: {host: 0.0.0.0, port: 9090}\n", TestProject.Rows(10));
        var file = Path.Combine(project.Path_, "any.trestle");
        await File.WriteAllTextAsync(file, "a package", TestContext.Current.CancellationToken);
        var host = new Asked();
        await Should.ThrowAsync<OperationCanceledException>(() => StartAsync(project, host, file, address, port));
        host.Request.ShouldBe((file, expected, expectedPort));
    }

    [Fact]
    public async Task How_requests_are_treated_is_said_in_the_configuration()
    {
        using var project = new TestProject(
            TestProject.Small + "serve: {on-fault: request, unseen: reject, out-of-range: accept}\n", TestProject.Rows(10));
        var file = Path.Combine(project.Path_, "any.trestle");
        await File.WriteAllTextAsync(file, "a package", TestContext.Current.CancellationToken);
        var host = new Asked();
        await Should.ThrowAsync<OperationCanceledException>(() => StartAsync(project, host, file, null, null));
        host.Policy!.ToOptions().ShouldBe(["--on-fault", "request", "--unseen", "reject", "--out-of-range", "accept"]);
        Project.Open(project.Path_).For(Stage.Deploy).Read(Section.Requests).ShouldBe(host.Policy, "deployments read the same");
        new RequestPolicy().ToOptions().ShouldBe(["--on-fault", "row", "--unseen", "flag", "--out-of-range", "flag"]);
    }

    [Fact]
    public async Task Without_a_registered_version_no_host_is_started()
    {
        using var project = new TestProject(TestProject.Small, TestProject.Rows(10));
        var host = new Asked();
        var error = await Should.ThrowAsync<TrestleException>(() => StartAsync(project, host, "champion", null, null));
        error.Problems.ShouldHaveSingleItem().Code.ShouldStartWith("TR");
        host.Request.ShouldBeNull();
    }

    private static async Task<RunningHost> StartAsync(TestProject folder, IScoringHost host, string model, string? address, int? port) =>
        await new ServeStage(Project.Open(folder.Path_), await folder.RecordsAsync(), host)
            .StartAsync(model, address, port, TestContext.Current.CancellationToken);

    /// <summary>Remembers what it was asked for, and starts nothing.</summary>
    private sealed class Asked : IScoringHost
    {
        public (string Package, string Address, int Port)? Request { get; private set; }

        public RequestPolicy? Policy { get; private set; }

        public Task<RunningHost> StartAsync(
            string package, string address, int port, RequestPolicy policy, string? security, CancellationToken cancellation)
        {
            (Request, Policy) = ((package, address, port), policy);
            return Task.FromCanceled<RunningHost>(new CancellationToken(canceled: true));
        }
    }
}
