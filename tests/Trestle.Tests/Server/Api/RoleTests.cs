using System.Net;
using System.Text.RegularExpressions;

using Microsoft.AspNetCore.Routing;

using Shouldly;

using Trestle.Server.Security;
using Trestle.Stages.Kernel.Access;

using Xunit;

namespace Trestle.Tests.Server.Api;

/// <summary>Every endpoint of the API with every role.</summary>
public sealed partial class RoleTests(RunningServer server) : IClassFixture<RunningServer>
{
    /// <summary>What each endpoint needs. An endpoint that is not here is missing from the matrix.</summary>
    public static readonly Dictionary<string, Role> Matrix = new(StringComparer.Ordinal)
    {
        ["GET /api/v1/session"] = Role.Viewer,
        ["GET /api/v1/lifecycle"] = Role.Viewer,
        ["GET /api/v1/lifecycle/{run}"] = Role.Viewer,
        ["GET /api/v1/runs"] = Role.Viewer,
        ["POST /api/v1/runs"] = Role.Editor,
        ["GET /api/v1/runs/queue"] = Role.Viewer,
        ["DELETE /api/v1/runs/queue/{order}"] = Role.Editor,
        ["GET /api/v1/runs/{run}"] = Role.Viewer,
        ["POST /api/v1/runs/{run}/cancel"] = Role.Editor,
        ["GET /api/v1/runs/{run}/stages/{stage}"] = Role.Viewer,
        ["GET /api/v1/runs/{run}/stages/{stage}/{shard}/{name}"] = Role.Viewer,
        ["GET /api/v1/data/profile"] = Role.Viewer,
        ["GET /api/v1/data/checks"] = Role.Viewer,
        ["GET /api/v1/data/quarantine"] = Role.Viewer,
        ["GET /api/v1/data/contract"] = Role.Viewer,
        ["GET /api/v1/models"] = Role.Viewer,
        ["GET /api/v1/models/{candidate}"] = Role.Viewer,
        ["GET /api/v1/registry"] = Role.Viewer,
        ["GET /api/v1/registry/{version:int}"] = Role.Viewer,
        ["GET /api/v1/registry/{version:int}/package"] = Role.Viewer,
        ["GET /api/v1/registry/all"] = Role.Viewer,
        ["PATCH /api/v1/registry/{version:int}"] = Role.Editor,
        ["POST /api/v1/registry/{version:int}/comments"] = Role.Editor,
        ["POST /api/v1/registry/{version:int}/approve"] = Role.Editor,
        ["POST /api/v1/registry/{version:int}/promote"] = Role.Approver,
        ["GET /api/v1/deployments"] = Role.Viewer,
        ["POST /api/v1/deployments/plan"] = Role.Viewer,
        ["POST /api/v1/deployments"] = Role.Approver,
        ["GET /api/v1/deployments/{name}"] = Role.Viewer,
        ["GET /api/v1/deployments/{name}/traffic"] = Role.Viewer,
        ["POST /api/v1/deployments/{name}/promote"] = Role.Approver,
        ["POST /api/v1/deployments/{name}/abandon"] = Role.Approver,
        ["POST /api/v1/deployments/{name}/rollback"] = Role.Approver,
        ["POST /api/v1/deployments/{name}/retire"] = Role.Approver,
        ["POST /api/v1/deployments/{name}/restore"] = Role.Approver,
        ["POST /api/v1/deployments/{name}/start"] = Role.Approver,
        ["POST /api/v1/deployments/{name}/stop"] = Role.Approver,
        ["GET /api/v1/monitoring/alerts"] = Role.Viewer,
        ["POST /api/v1/monitoring/alerts/acknowledge"] = Role.Editor,
        ["POST /api/v1/monitoring/alerts/resolve"] = Role.Editor,
        ["GET /api/v1/monitoring/silences"] = Role.Viewer,
        ["POST /api/v1/monitoring/silences"] = Role.Editor,
        ["POST /api/v1/monitoring/silences/end"] = Role.Editor,
        ["GET /api/v1/monitoring/channels"] = Role.Viewer,
        ["POST /api/v1/monitoring/channels/test"] = Role.Editor,
        ["POST /api/v1/monitoring/{deployment}/now"] = Role.Editor,
        ["GET /api/v1/monitoring/{deployment}/window"] = Role.Viewer,
        ["GET /api/v1/monitoring/{deployment}/{version:int}"] = Role.Viewer,
        ["GET /api/v1/monitoring/{deployment}/{version:int}/distributions"] = Role.Viewer,
        ["GET /metrics"] = Role.Viewer,
        ["POST /invocations"] = Role.Viewer,
        ["POST /feedback"] = Role.Editor,
        ["GET /v2/{**path}"] = Role.Viewer,
        ["POST /v2/{**path}"] = Role.Viewer,
        ["GET /api/v1/audit"] = Role.Viewer,
        ["GET /api/v1/audit/verify"] = Role.Viewer,
        ["GET /api/v1/keys"] = Role.Admin,
        ["POST /api/v1/keys"] = Role.Admin,
        ["DELETE /api/v1/keys/{name}"] = Role.Admin,
        ["PUT /api/v1/keys/{name}/role"] = Role.Admin,
        ["GET /api/v1/sessions"] = Role.Admin,
        ["DELETE /api/v1/sessions/{id}"] = Role.Admin,
    };

    private static readonly string[] Roots = ["/api", "/v2", "/invocations", "/feedback", "/metrics"];

    [Fact]
    public void Every_endpoint_is_in_the_matrix_with_its_role()
    {
        var sources = (IEnumerable<EndpointDataSource>)server.Host.Services.GetService(typeof(IEnumerable<EndpointDataSource>))!;
        var found = sources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => Roots.Any(root => endpoint.RoutePattern.RawText?.StartsWith(root, StringComparison.Ordinal) == true))
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
                .Select(
                    method => (
                        Key: $"{method} {endpoint.RoutePattern.RawText!.TrimEnd('/')}", endpoint.Metadata.GetMetadata<NeededRole>()!.Role)))
            .ToDictionary(entry => entry.Key, entry => entry.Role);
        found.OrderBy(entry => entry.Key, StringComparer.Ordinal).ShouldBe(Matrix.OrderBy(entry => entry.Key, StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_role_may_do_what_it_may_and_nothing_above()
    {
        foreach (var (endpoint, needed) in Matrix)
        {
            var (method, path) = endpoint.Split(' ') is [var word, var pattern]
                ? (HttpMethod.Parse(word), Filled(pattern))
                : throw new InvalidOperationException(endpoint);
            (await server.SendAsync(null, method, path)).Status.ShouldBe(HttpStatusCode.Unauthorized, endpoint);
            foreach (var role in Enum.GetValues<Role>())
            {
                var answer = await server.SendAsync(role, method, path, method == HttpMethod.Post ? new { nothing = "known" } : null);
                if (role < needed)
                {
                    answer.Status.ShouldBe(HttpStatusCode.Forbidden, $"{endpoint} as {role}");
                    answer.Body!["code"]!.GetValue<string>().ShouldBe("TR0135");
                    answer.Body!["errors"]![0]!["expected"]!.GetValue<string>().ShouldContain(needed.ToString().ToLowerInvariant());
                }
                else
                {
                    ((int)answer.Status).ShouldNotBeOneOf([401, 403, 500]);
                }
            }
        }
    }

    [Theory]
    [InlineData("Bearer trestle_viewer_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Basic dmlld2VyOng=")]
    [InlineData("garbage")]
    public async Task A_wrong_key_is_no_key(string header)
    {
        using var client = server.Client(null);
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", header);
        using var answer = await client.GetAsync(new Uri("/api/v1/runs", UriKind.Relative), RunningServer.Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        answer.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
    }

    /// <summary>A name of nothing that exists; with a body that is refused too, nothing is changed.</summary>
    private static string Filled(string pattern) => Placeholder().Replace(pattern, "9999");

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Placeholder();
}
