using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

using Shouldly;

using Trestle.Stages.Kernel.Access;

using Xunit;

namespace Trestle.Tests.Server.Security;

/// <summary>A key that is limited to the predictions of a deployment opens nothing else of the server.</summary>
public sealed class ScopedKeyTests(BareServer server) : IClassFixture<BareServer>
{
    [Fact]
    public async Task It_reads_neither_API_nor_pages_and_its_quota_is_kept_at_the_gateway()
    {
        var token = await CreateAsync("shop", new { deployments = new[] { "fraud" } });
        foreach (var path in new[] { "/api/v1/session", "/api/v1/keys", "/api/v1/runs", "/metrics", "/openapi/v1.json", "/pipeline" })
        {
            var (status, text) = await SendAsync(token, HttpMethod.Get, path);
            status.ShouldBe(HttpStatusCode.Forbidden, path);
            text.ShouldContain("TR0163");
        }

        // Let through to the gateway, where nothing is deployed.
        (await SendAsync(token, HttpMethod.Post, "/invocations")).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await SendAsync(token, HttpMethod.Post, "/feedback")).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_spent_quota_is_429_with_the_time_to_wait()
    {
        var token = await CreateAsync("daily", new { perDay = 2 });
        for (var i = 0; i < 2; i++)
        {
            (await SendAsync(token, HttpMethod.Post, "/invocations")).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }

        var (status, text) = await SendAsync(token, HttpMethod.Post, "/invocations");
        status.ShouldBe(HttpStatusCode.TooManyRequests);
        text.ShouldContain("TR0162");
        (await SendAsync(token, HttpMethod.Get, "/api/v1/session")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("""{"deployments": ["a/b"]}""")]
    [InlineData("""{"deployments": [""]}""")]
    [InlineData("""{"perSecond": 0}""")]
    [InlineData("""{"perDay": -1}""")]
    public async Task A_limit_that_is_not_valid_is_refused(string limits)
    {
        var (status, _, body) = await server.SendAsync(
            Role.Admin, HttpMethod.Post, "/api/v1/keys", new { name = "bad", role = "viewer", limits = JsonNode.Parse(limits) });
        status.ShouldBe(HttpStatusCode.BadRequest);
        body!["code"]!.GetValue<string>().ShouldBe("TR0127");
    }

    private async Task<string> CreateAsync(string name, object limits)
    {
        var (status, _, body) = await server.SendAsync(
            Role.Admin, HttpMethod.Post, "/api/v1/keys", new { name, role = "viewer", limits });
        status.ShouldBe(HttpStatusCode.Created);
        body!["key"]!["limits"].ShouldNotBeNull();
        return body["token"]!.GetValue<string>();
    }

    private async Task<(HttpStatusCode Status, string Text)> SendAsync(string token, HttpMethod method, string path)
    {
        using var client = server.Client(null);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var request = new HttpRequestMessage(method, path);
        request.Content = method == HttpMethod.Post ? JsonContent.Create(new { }) : null;
        using var answer = await client.SendAsync(request, RunningServer.Cancellation);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(RunningServer.Cancellation));
    }
}
