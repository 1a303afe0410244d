using System.Net;
using System.Text;
using System.Text.Json.Nodes;

using Shouldly;

using Trestle.Core.Artifacts;
using Trestle.Core.Routing;
using Trestle.Core.Schema;
using Trestle.Learners.Packages;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Kernel.Access;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Lifecycle;
using Trestle.Stages.Register;
using Trestle.Testing;
using Trestle.Tests.Stages.Deploy;

using Xunit;

namespace Trestle.Tests.Server.Api;

/// <summary>Promoting by the API where a version answers. Target kubernetes starts nothing: it writes a file.</summary>
public sealed class PromotionTests(BareServer server) : IClassFixture<BareServer>
{
    private static CancellationToken Cancellation => RunningServer.Cancellation;

    [Fact]
    public async Task Promoting_does_not_leave_the_live_deployment_behind()
    {
        await DeployAsync();
        var (status, body) = await PromoteAsync(2, new { reason = "better" });
        (status, Code(body)).ShouldBe((HttpStatusCode.Conflict, "TR1818"));
        body!["title"]!.GetValue<string>().ShouldStartWith("version 1 of 'small' answers since");
        (await ChampionAsync()).ShouldBe((1, 1));

        foreach (var reason in new[] { null, "", " \t" })
        {
            (status, body) = await PromoteAsync(2, new { reason, deploy = true });
            (status, Code(body)).ShouldBe((HttpStatusCode.BadRequest, "TR0150"));
        }

        Code((await PromoteAsync(2, new { reason = new string('x', 2001), deploy = true })).Body).ShouldBe("TR0157");
        Code((await PromoteAsync(2, new { reason = "why", alias = "candidate", deploy = true })).Body).ShouldBe("TR0158");
        (await PromoteAsync(2, new { reason = "why", alias = "candidate" })).Body!["aliases"]!.AsArray().Count.ShouldBe(1);
        (await ChampionAsync()).ShouldBe((1, 1));

        (status, body) = await PromoteAsync(2, new { reason = "better", deploy = true });
        status.ShouldBe(HttpStatusCode.OK, body?.ToJsonString());
        body!["aliases"]!.AsArray().Select(alias => alias!.GetValue<string>()).ShouldBe(["candidate", "champion"]);
        (await ChampionAsync()).ShouldBe((2, 2));
    }

    private static string Code(JsonNode? body) => body!["code"]!.GetValue<string>();

    private async Task<(HttpStatusCode Status, JsonNode? Body)> PromoteAsync(int version, object request)
    {
        var answer = await server.SendAsync(Role.Approver, HttpMethod.Post, $"/api/v1/registry/{version}/promote", request);
        return (answer.Status, answer.Body);
    }

    /// <summary>The champion, and what answers.</summary>
    private async Task<(int, int)> ChampionAsync()
    {
        var status = (await server.SendAsync(Role.Viewer, HttpMethod.Get, "/api/v1/registry")).Body!["status"]!;
        return (status["champion"]!.GetValue<int>(), status["answers"]![0]!["version"]!.GetValue<int>());
    }

    /// <summary>Two registered versions, of which the first is the champion and answers.</summary>
    private async Task DeployAsync()
    {
        var project = Project.Open(server.Project.Path_);
        var registry = new ModelRegistry(project, server.Records);
        Directory.CreateDirectory(project.PackageFolder);
        for (var version = 1; version <= 2; version++)
        {
            PackageWriter.WriteFile(SamplePackages.Contents(TaskKind.Binary), registry.PackageFile("small", version));
            await server.Records.RegisterVersionAsync("small", ContentHash.Of(Encoding.UTF8.GetBytes($"{version}")), 1, Cancellation);
        }

        Images.Write(project, "small", 1, 2);
        await registry.PromoteAsync("small", 1, "test", "the first", Cancellation);
        Route[] routes = [new Route(1, "../../packages/small-1.trestle", "00", RouteRole.Live, 1)];
        var deployment = new Deployment
        {
            Name = "small",
            Model = "small",
            Target = "kubernetes",
            ChangedAt = DateTimeOffset.UnixEpoch,
            Generation = 1,
            Routes = routes,
            Good = routes,
        };
        var json = Encoding.UTF8.GetString(Documents.Write(deployment));
        (await server.Records.Documents.PutAsync(Deployment.Kind, "small", json, 0, null, Cancellation)).ShouldBeTrue();
    }
}
