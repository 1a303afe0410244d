using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Trestle.Core.Routing;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Kernel.Access;
using Trestle.Stages.Kernel.Artifacts;
using Xunit;

namespace Trestle.Tests.Server.Api;

/// <summary>What the gateway hands on, and what it keeps.</summary>
public sealed class GatewayTests(BareServer server) : IClassFixture<BareServer>
{
    private static CancellationToken Cancellation => RunningServer.Cancellation;

    [Fact]
    public async Task A_request_is_handed_on_without_what_proves_who_asks_and_its_answer_comes_back_as_it_is()
    {
        using var client = server.Client(Role.Editor);
        using var nothing = await client.PostAsync(
            new Uri("/invocations", UriKind.Relative), new StringContent("{}", Encoding.UTF8, "application/json"), Cancellation);
        nothing.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await nothing.Content.ReadAsStringAsync(Cancellation)).ShouldContain("TR0154");

        await using var host = await EchoAsync();
        await DeployAsync(host.Urls.First());
        await Task.Delay(1100, Cancellation);
        client.DefaultRequestHeaders.Add("Cookie", "trestle-0=secret");
        client.DefaultRequestHeaders.Add("X-Request", "kept");
        foreach (
            var (method, path) in new[] { (
                HttpMethod.Post,
                "/invocations?output=scores"), (HttpMethod.Post, "/feedback"), (HttpMethod.Get,
                "/v2/models/small/versions/1"), (HttpMethod.Post, "/v2/models/small/infer") })
        {
            using var request = new HttpRequestMessage(method, path)
            {
                Content = method == HttpMethod.Post ? new StringContent(
                "{\"a\": 1}", Encoding.UTF8, "application/json") : null
            };
            using var answer = await client.SendAsync(request, Cancellation);
            answer.StatusCode.ShouldBe((HttpStatusCode)422);
            answer.Headers.GetValues("X-Trestle-Model").ShouldBe(["small/1"]);
            var seen = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!;
            seen["path"]!.GetValue<string>().ShouldBe(path);
            seen["body"]!.GetValue<string>().ShouldBe(method == HttpMethod.Post ? "{\"a\": 1}" : "");
            var headers = seen["headers"]!.AsArray().Select(header => header!.GetValue<string>()).ToArray();
            headers.ShouldContain("X-Request");
            headers.ShouldNotContain("Authorization");
            headers.ShouldNotContain("Cookie");
        }

        await host.StopAsync(Cancellation);
        using var silent = await client.PostAsync(
            new Uri("/invocations", UriKind.Relative), new StringContent("{}", Encoding.UTF8, "application/json"), Cancellation);
        silent.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await silent.Content.ReadAsStringAsync(Cancellation)).ShouldContain("TR0155");
    }

    private static async Task<WebApplication> EchoAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var echo = builder.Build();
        echo.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var seen = new JsonObject
            {
                ["path"] = $"{context.Request.Path}{context.Request.QueryString}",
                ["body"] = await reader.ReadToEndAsync(context.RequestAborted),
                ["headers"] = new JsonArray([.. context.Request.Headers.Keys.Select(name => JsonValue.Create(name))]),
            };
            context.Response.StatusCode = 422;
            context.Response.Headers["X-Trestle-Model"] = "small/1";
            await context.Response.WriteAsync(seen.ToJsonString(), context.RequestAborted);
        });
        await echo.StartAsync(Cancellation);
        return echo;
    }

    private async Task DeployAsync(string address)
    {
        Route[] routes = [new Route(1, "small-1.trestle", "00", RouteRole.Live, 1)];
        var deployment = new Deployment
        {
            Name = "small",
            Model = "small",
            Target = "kubernetes",
            ChangedAt = DateTimeOffset.UnixEpoch,
            Generation = 1,
            Routes = routes,
            Good = routes,
            Address = address,
        };
        (
            await server.Records.Documents.PutAsync(
                Deployment.Kind, "small", Encoding.UTF8.GetString(Documents.Write(deployment)), 0, null, Cancellation)).ShouldBeTrue();
    }
}
