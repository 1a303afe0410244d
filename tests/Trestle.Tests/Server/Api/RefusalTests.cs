using System.Net;
using System.Net.Http.Headers;

using Shouldly;

using Trestle.Stages.Kernel.Access;

using Xunit;

namespace Trestle.Tests.Server.Api;

/// <summary>What the API refuses before or instead of doing anything: the status and the number that a program can rely on.</summary>
[Collection(SharedServer.Name)]
public sealed class RefusalTests(RunningServer server)
{
    [Theory]
    [InlineData("GET", "/api/v1/nothing", 404, "TR0132")]
    [InlineData("PUT", "/api/v1/runs", 405, "TR0133")]
    [InlineData("GET", "/api/v1/monitoring/small/1/distributions?subject=x&from=then&to=now", 400, "TR0138")]
    public async Task A_request_that_leads_nowhere_is_refused(string method, string path, int status, string code)
    {
        var answer = await server.SendAsync(Role.Admin, HttpMethod.Parse(method), path);
        ((int)answer.Status, answer.Body!["code"]!.GetValue<string>()).ShouldBe((status, code));
    }

    [Fact]
    public async Task A_request_without_a_key_is_refused()
    {
        var answer = await server.SendAsync(null, HttpMethod.Get, "/api/v1/runs");
        (answer.Status, answer.Body!["code"]!.GetValue<string>()).ShouldBe((HttpStatusCode.Unauthorized, "TR0134"));
        answer.Body["fix"]!.GetValue<string>().ShouldBe("create a key: trestle keys create NAME --role viewer");
    }

    [Fact]
    public async Task A_token_that_was_not_printed_opens_nothing()
    {
        var answer = await server.SendAsync(null, HttpMethod.Get, "/start?token=guessed");
        (answer.Status, answer.Body!["code"]!.GetValue<string>()).ShouldBe((HttpStatusCode.Unauthorized, "TR0146"));
    }

    [Theory]
    [InlineData("acknowledge")]
    [InlineData("resolve")]
    public async Task An_alert_that_is_not_there_is_not_changed(string act)
    {
        var answer = await server.SendAsync(Role.Admin, HttpMethod.Post, $"/api/v1/monitoring/alerts/{act}", new { cause = "none", reason = "looked at it" });
        (answer.Status, answer.Body!["code"]!.GetValue<string>()).ShouldBe((HttpStatusCode.NotFound, "TR0156"));
    }

    [Fact]
    public async Task A_body_that_is_too_large_or_of_another_type_has_a_number()
    {
        using var client = server.Client(Role.Editor);
        (await CodeAsync(client, new StringContent(new string('x', 2 << 20), new MediaTypeHeaderValue("application/json")))).ShouldBe("TR0137");
        (await CodeAsync(client, new StringContent("from=train", new MediaTypeHeaderValue("application/x-www-form-urlencoded")))).ShouldBe("TR0148");
        (await CodeAsync(client, new StringContent("{", new MediaTypeHeaderValue("application/json")))).ShouldBe("TR0138");
    }

    private static async Task<string> CodeAsync(HttpClient client, HttpContent content)
    {
        using var answer = await client.PostAsync(new Uri("/api/v1/runs", UriKind.Relative), content, RunningServer.Cancellation);
        return System.Text.Json.Nodes.JsonNode.Parse(await answer.Content.ReadAsStringAsync(RunningServer.Cancellation))!["code"]!.GetValue<string>();
    }
}
