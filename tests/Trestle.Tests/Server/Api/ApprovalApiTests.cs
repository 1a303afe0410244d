using System.Net;
using System.Text.Json.Nodes;

using Microsoft.Extensions.DependencyInjection;

using Shouldly;

using Trestle.Core.Artifacts;
using Trestle.Server;
using Trestle.Stages.Kernel.Access;

using Xunit;

namespace Trestle.Tests.Server.Api;

/// <summary>Notes and approvals of versions by the API.</summary>
public sealed class ApprovalApiTests(BareServer server) : IClassFixture<BareServer>
{
    [Fact]
    public async Task Versions_are_described_commented_and_approved()
    {
        await server.Records.RegisterVersionAsync("small", ContentHash.Of("v"u8), 1, RunningServer.Cancellation);
        await server.Records.RegisterVersionAsync("fraud", ContentHash.Of("f"u8), 1, RunningServer.Cancellation);
        var described = await server.SendAsync(
            Role.Editor, HttpMethod.Patch, "/api/v1/registry/1",
            new { description = "the pilot", tags = new { team = "retention", old = "x" } });
        described.Status.ShouldBe(HttpStatusCode.OK, described.Body?.ToJsonString());
        await server.SendAsync(Role.Editor, HttpMethod.Patch, "/api/v1/registry/1", new { tags = new { old = (string?)null } });
        await server.SendAsync(Role.Editor, HttpMethod.Post, "/api/v1/registry/1/comments", new { text = "weak for new customers" });
        Code(await server.SendAsync(Role.Editor, HttpMethod.Post, "/api/v1/registry/1/comments", new { text = " " })).ShouldBe("TR1618");
        Code(await server.SendAsync(Role.Editor, HttpMethod.Post, "/api/v1/registry/7/comments", new { text = "x" })).ShouldBe("TR1612");

        var lower = await server.SendAsync(Role.Editor, HttpMethod.Post, "/api/v1/registry/1/approve", new { reason = "fine" });
        (lower.Status, Code(lower)).ShouldBe((HttpStatusCode.Forbidden, "TR1620"));
        Code(await server.SendAsync(Role.Approver, HttpMethod.Post, "/api/v1/registry/1/approve", new { reason = "" })).ShouldBe("TR0150");
        var approved = await server.SendAsync(Role.Approver, HttpMethod.Post, "/api/v1/registry/1/approve", new { reason = "checked" });
        var notes = approved.Body!["notes"]!;
        notes["description"]!.GetValue<string>().ShouldBe("the pilot");
        notes["tags"]!.ToJsonString().ShouldBe("{\"team\":\"retention\"}");
        notes["comments"]![0]!["text"]!.GetValue<string>().ShouldBe("weak for new customers");
        (notes["approvals"]![0]!["role"]!.GetValue<string>(), notes["approvals"]![0]!["reason"]!.GetValue<string>())
            .ShouldBe(("approver", "checked"));

        var all = (await server.SendAsync(Role.Viewer, HttpMethod.Get, "/api/v1/registry/all")).Body!.AsArray();
        all.Select(version => version!["model"]!.GetValue<string>()).Distinct().ShouldBe(["fraud", "small"]);
        all.Last()!["notes"]!["tags"]!["team"]!.GetValue<string>().ShouldBe("retention");
    }

    [Fact]
    public async Task Promotion_and_deployment_without_approvals_are_a_conflict()
    {
        await server.Records.RegisterVersionAsync("small", ContentHash.Of("v"u8), 1, RunningServer.Cancellation);
        await server.Records.RegisterVersionAsync("small", ContentHash.Of("w"u8), 1, RunningServer.Cancellation);
        var file = Path.Combine(server.Project.Path_, "trestle.yaml");
        var before = await File.ReadAllTextAsync(file, RunningServer.Cancellation);
        await File.WriteAllTextAsync(file, before + "register: {requires: 1 approval by admin}\n", RunningServer.Cancellation);
        Reopen();
        try
        {
            var promoted = await server.SendAsync(Role.Approver, HttpMethod.Post, "/api/v1/registry/2/promote", new { reason = "better" });
            (promoted.Status, Code(promoted)).ShouldBe((HttpStatusCode.Conflict, "TR1617"));
            await server.SendAsync(Role.Admin, HttpMethod.Post, "/api/v1/registry/2/approve", new { reason = "checked" });
            promoted = await server.SendAsync(Role.Approver, HttpMethod.Post, "/api/v1/registry/2/promote", new { reason = "better" });
            promoted.Status.ShouldBe(HttpStatusCode.OK, promoted.Body?.ToJsonString());
        }
        finally
        {
            await File.WriteAllTextAsync(file, before, CancellationToken.None);
            Reopen();
        }
    }

    private void Reopen() => server.Host.Services.GetRequiredService<ServedProject>().Reopen();

    private static string? Code((HttpStatusCode Status, string? Type, JsonNode? Body) answer) => answer.Body?["code"]?.GetValue<string>();
}
