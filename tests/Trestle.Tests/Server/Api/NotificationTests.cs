using System.Net;
using System.Text.Json.Nodes;

using Shouldly;

using Trestle.Stages.Kernel.Access;
using Trestle.Stages.Monitor.Alerts;

using Xunit;

namespace Trestle.Tests.Server.Api;

/// <summary>Alerts are silenced and channels are looked at over the API.</summary>
[Collection(SharedServer.Name)]
public sealed class NotificationTests(RunningServer server)
{
    private const string Monitoring = "/api/v1/monitoring";

    [Fact]
    public async Task Alerts_are_silenced_for_a_while_and_the_silence_is_ended()
    {
        var (status, _, made) = await PostAsync("silences", new { pattern = "small/drift/*", @for = "2h", reason = "a campaign" });
        status.ShouldBe(HttpStatusCode.OK);
        made!["by"]!.GetValue<string>().ShouldBe("editor");
        (await server.SendAsync(Role.Viewer, HttpMethod.Get, $"{Monitoring}/silences")).Body!.AsArray()
            .ShouldContain(silence => silence!["pattern"]!.GetValue<string>() == "small/drift/*");

        (await PostAsync("silences/end", new { pattern = "small/drift/*", reason = "over" })).Status.ShouldBe(HttpStatusCode.OK);
        var gone = await PostAsync("silences/end", new { pattern = "small/drift/*", reason = "over" });
        (gone.Status, gone.Body!["code"]!.GetValue<string>()).ShouldBe((HttpStatusCode.NotFound, "TR2118"));
    }

    [Theory]
    [InlineData("", "2h", "r", "TR2117")]
    [InlineData("x", "soon", "r", "TR2117")]
    [InlineData("x", "400d", "r", "TR2117")]
    [InlineData("x", "2h", "", "TR0150")]
    public async Task A_silence_that_makes_no_sense_is_refused(string pattern, string time, string reason, string code)
    {
        var (status, _, body) = await PostAsync("silences", new { pattern, @for = time, reason });
        (status, body!["code"]!.GetValue<string>()).ShouldBe((HttpStatusCode.BadRequest, code));
    }

    [Fact]
    public async Task Channels_are_listed_and_one_that_does_not_exist_cannot_be_tried()
    {
        var listed = await server.SendAsync(Role.Viewer, HttpMethod.Get, $"{Monitoring}/channels");
        (listed.Status, listed.Body!.AsArray().Count).ShouldBe((HttpStatusCode.OK, 0));
        var (status, _, body) = await PostAsync("channels/test", new { channel = "slack:nowhere" });
        (status, body!["code"]!.GetValue<string>()).ShouldBe((HttpStatusCode.NotFound, "TR2115"));
    }

    [Fact]
    public async Task What_is_not_deployed_has_no_window_and_is_not_judged()
    {
        (await PostAsync("nobody/now", new { })).Status.ShouldBe(HttpStatusCode.NotFound);
        (await server.SendAsync(Role.Viewer, HttpMethod.Get, $"{Monitoring}/nobody/window"))
            .Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_failing_job_of_the_server_is_among_the_alerts()
    {
        await new AlertStore(server.Records, new AlertSettings(), TimeProvider.System).TakeHealthAsync(
            AlertStore.Server, "job", "sample", failing: true, "TR0041 the disk is full", RunningServer.Cancellation);
        var alerts = await server.SendAsync(Role.Viewer, HttpMethod.Get, $"{Monitoring}/alerts");
        var alert = alerts.Body!.AsArray().Single(alert => alert!["cause"]!.GetValue<string>() == "server/job/sample")!;
        alert["detail"]!.GetValue<string>().ShouldBe("TR0041 the disk is full");
        (await PostAsync("alerts/resolve", new { cause = "server/job/sample", reason = "mended" })).Status.ShouldBe(HttpStatusCode.OK);
    }

    private Task<(HttpStatusCode Status, string? Type, JsonNode? Body)> PostAsync(string path, object body) =>
        server.SendAsync(Role.Editor, HttpMethod.Post, $"{Monitoring}/{path}", body);
}
