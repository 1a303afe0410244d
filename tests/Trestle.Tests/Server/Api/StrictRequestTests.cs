using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

using Shouldly;

using Trestle.Server.Api;
using Trestle.Stages.Kernel.Access;

using Xunit;

namespace Trestle.Tests.Server.Api;

/// <summary>What a request says is read, or refused with the name that was probably meant.</summary>
[Collection(SharedServer.Name)]
public sealed class StrictRequestTests(RunningServer server)
{
    [Theory]
    [InlineData("/api/v1/runs?lst=5", "TR0165", "did you mean 'last'?")]
    [InlineData("/api/v1/runs?last=5&last=6", "TR0167", "remove one of them")]
    [InlineData("/api/v1/runs?last=5&LAST=6", "TR0167", "remove one of them")]
    [InlineData("/api/v1/audit?last=5&subjct=x", "TR0165", "did you mean 'subject'?")]
    [InlineData("/api/v1/keys?verbose", "TR0165", "remove it")]
    [InlineData("/api/v1/runs/last?run=1", "TR0165", "remove it")]
    public async Task A_query_parameter_is_known_and_there_once(string path, string code, string fix)
    {
        var answer = await server.SendAsync(Role.Admin, HttpMethod.Get, path);
        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        (answer.Body!["code"]!.GetValue<string>(), answer.Body["fix"]!.GetValue<string>()).ShouldBe((code, fix));
    }

    [Theory]
    [InlineData("/api/v1/keys", """{"name":"x","rol":"viewer"}""", "TR0166", "did you mean 'role'?")]
    [InlineData("/api/v1/keys", """{"name":"x","role":"viewer","role":"admin"}""", "TR0167", "remove one of them")]
    [InlineData("/api/v1/keys", """{"name":"x","role":"viewer","Role":"admin"}""", "TR0167", "remove one of them")]
    [InlineData("/api/v1/keys", """{"name":"x","role":3}""", "TR0168", "use one of: viewer, editor, approver, admin")]
    [InlineData("/api/v1/keys", """{"name":"x","role":"3"}""", "TR0168", "use one of: viewer, editor, approver, admin")]
    [InlineData("/api/v1/keys", """{"name":"x","role":"viewer,admin"}""", "TR0168", "use one of: viewer, editor, approver, admin")]
    [InlineData("/api/v1/keys", """{"name":"x","role":"admn"}""", "TR0168", "did you mean 'admin'?")]
    [InlineData("/api/v1/keys", """{"name":"x","role":["admin"]}""", "TR0138", null)]
    [InlineData("/api/v1/keys", """{"name":"x","role":null}""", "TR0138", null)]
    [InlineData("/api/v1/keys", """{"name":{"a":1,"a":2},"role":"admin"}""", "TR0167", "remove one of them")]
    [InlineData("/api/v1/deployments/plan", """{"version":"1","promotion":99}""", "TR0168", null)]
    [InlineData("/api/v1/deployments/plan", """{"version":"1","promotion":"on_request"}""", "TR0168", "did you mean 'on-request'?")]
    [InlineData("/api/v1/runs", """{"reson":"x"}""", "TR0166", "did you mean 'reason'?")]
    [InlineData("/api/v1/runs", """{"\ud800":"x"}""", "TR0138", null)]
    public async Task A_member_is_known_and_there_once_and_a_word_is_one(string path, string body, string code, string? fix)
    {
        using var client = server.Client(Role.Admin);
        using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), content, RunningServer.Cancellation);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(RunningServer.Cancellation))!;
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, problem.ToJsonString());
        problem["code"]!.GetValue<string>().ShouldBe(code, problem.ToJsonString());
        if (fix is not null)
        {
            problem["fix"]!.GetValue<string>().ShouldBe(fix);
        }
    }

    [Fact]
    public void Every_endpoint_of_the_API_is_strict_and_no_word_comes_in_a_path_or_query()
    {
        var sources = (IEnumerable<EndpointDataSource>)server.Host.Services.GetService(typeof(IEnumerable<EndpointDataSource>))!;
        var endpoints = sources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText?.StartsWith(ApiRoutes.Root, StringComparison.Ordinal) == true).ToArray();
        endpoints.Length.ShouldBeGreaterThan(30);
        endpoints.ShouldAllBe(endpoint => endpoint.Metadata.GetMetadata<Strict>() != null);
        endpoints.Single(endpoint => endpoint.RoutePattern.RawText!.EndsWith("/distributions", StringComparison.Ordinal))
            .ShouldSatisfyAllConditions(one => StrictRequests.ParametersOf(one).ShouldBe(["subject", "from", "to"]));

        // The framework reads an enum there from numbers and lists, too.
        endpoints.SelectMany(endpoint => endpoint.Metadata.GetOrderedMetadata<IParameterBindingMetadata>())
            .Select(value => Nullable.GetUnderlyingType(value.ParameterInfo.ParameterType) ?? value.ParameterInfo.ParameterType)
            .Where(type => type.IsEnum).ShouldBeEmpty();
    }
}
