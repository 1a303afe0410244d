using System.Net;

using Shouldly;

using Trestle.Stages.Kernel.Access;

using Xunit;

namespace Trestle.Tests.Server.Api;

/// <summary>No name in a path leads anywhere but to what has this name.</summary>
[Collection(SharedServer.Name)]
public sealed class PathTests(RunningServer server)
{
    private static readonly string[] Hostile =
    [
        "..", "../..", "..%2f..%2f..%2fetc%2fpasswd", "%2e%2e%2fetc%2fpasswd", "%2e%2e", "%252e%252e%252fetc%252fpasswd",
        "..%5c..%5cwindows", "%2fetc%2fpasswd", "/etc/passwd",
        "%c0%ae%c0%ae%c0%af", "..%00", "%00", "%0a", "last%2f..%2f..", ".trestle", ".", "-x", "a%20b", "a;b", "a%3fb", "%e2%80%ae", "C:%5c",
        "~root", "'%20OR%201=1", "<script>", "{run}",
    ];

    public static TheoryData<string, string> Routes => new()
    {
        { "GET", "/api/v1/lifecycle/#" },
        { "GET", "/api/v1/runs/#" },
        { "GET", "/api/v1/runs/#/stages/ingest" },
        { "GET", "/api/v1/runs/1/stages/#" },
        { "GET", "/api/v1/runs/1/stages/#/all/raw-table" },
        { "GET", "/api/v1/runs/1/stages/ingest/#/raw-table" },
        { "GET", "/api/v1/runs/1/stages/ingest/all/#" },
        { "POST", "/api/v1/runs/#/cancel" },
        { "DELETE", "/api/v1/runs/queue/#" },
        { "GET", "/api/v1/models/#" },
        { "GET", "/api/v1/registry/#" },
        { "GET", "/api/v1/registry/#/package" },
        { "PATCH", "/api/v1/registry/#" },
        { "POST", "/api/v1/registry/#/comments" },
        { "POST", "/api/v1/registry/#/approve" },
        { "POST", "/api/v1/registry/#/promote" },
        { "DELETE", "/api/v1/keys/#" },
        { "PUT", "/api/v1/keys/#/role" },
        { "DELETE", "/api/v1/sessions/#" },
        { "GET", "/api/v1/deployments/#" },
        { "GET", "/api/v1/deployments/#/traffic" },
        { "POST", "/api/v1/deployments/#/rollback" },
        { "POST", "/api/v1/deployments/#/retire" },
        { "POST", "/api/v1/deployments/#/promote" },
        { "POST", "/api/v1/deployments/#/abandon" },
        { "POST", "/api/v1/deployments/#/stop" },
        { "POST", "/api/v1/deployments/#/start" },
        { "POST", "/api/v1/deployments/#/restore" },
        { "GET", "/api/v1/monitoring/#/1" },
        { "POST", "/api/v1/monitoring/#/now" },
        { "GET", "/api/v1/monitoring/#/window" },
        { "GET", "/api/v1/monitoring/small/#" },
        { "GET", "/api/v1/monitoring/#/1/distributions?subject=x&from=2026-01-01&to=2026-01-02" },
        { "GET", "/v2/models/#" },
        { "POST", "/v2/models/#/infer" },
        { "GET", "/fonts/#" },
        { "GET", "/_content/#" },
        { "GET", "/openapi/#" },
        { "GET", "/reference/#" },
    };

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task A_hostile_name_finds_nothing(string method, string route)
    {
        foreach (var name in Hostile)
        {
            var path = route.Replace("#", name, StringComparison.Ordinal);
            var answer = await server.SendAsync(
                Role.Admin, HttpMethod.Parse(method), path, method == "POST" ? new { reason = "test" } : null);
            while (answer.Status == HttpStatusCode.TooManyRequests)
            {
                // The limit of the API looks at the caller first; a second fills it up again.
                await Task.Delay(TimeSpan.FromSeconds(1), RunningServer.Cancellation);
                answer = await server.SendAsync(
                    Role.Admin, HttpMethod.Parse(method), path, method == "POST" ? new { reason = "test" } : null);
            }

            var status = (int)answer.Status;

            // Dots that are not encoded are a shorter path, which may be that of something else that this role may see.
            if (status is >= 200 and < 400 && name is ".." or "../.." or "." or "%2e%2e")
            {
                (answer.Body?.ToJsonString() ?? "").ShouldNotContain("root:");
                continue;
            }

            // A path of the gateway that is one, finds that nothing is in service.
            status.ShouldBeOneOf(
                route.StartsWith("/v2", StringComparison.Ordinal) ? [400, 404, 405, 503] : [400, 404, 405], $"{method} {path}");
            if (name.Contains("%00", StringComparison.Ordinal))
            {
                // The web server itself refuses a path with a zero byte, before anything of ours sees it.
                continue;
            }

            answer.Type.ShouldBe("application/problem+json", path);
            answer.Body!["code"]!.GetValue<string>().ShouldStartWith("TR");
        }
    }

    [Fact]
    public void Every_route_of_the_API_that_takes_a_name_is_tried()
    {
        var tried = Routes.Select(row => $"{row.Data.Item1} {row.Data.Item2.Split('?')[0]}".Split('/')).ToArray();
        var named = RoleTests.Matrix.Keys.Where(
            key => key.Contains('{', StringComparison.Ordinal) && !key.Contains("{**", StringComparison.Ordinal)).ToArray();
        named.Length.ShouldBeGreaterThan(15);
        named.Where(key => !tried.Any(parts => IsOf(parts, key.Split('/')))).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_link_in_the_folder_of_packages_leads_nowhere()
    {
        var packages = Path.Combine(server.Project.Path_, ".trestle", "packages");
        Directory.CreateDirectory(packages);
        File.CreateSymbolicLink(Path.Combine(packages, "small-7.trestle"), "/etc/passwd");
        (await server.SendAsync(Role.Admin, HttpMethod.Get, "/api/v1/registry/7/package")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    private static bool IsOf(string[] tried, string[] route) => tried.Length == route.Length
        && tried.Zip(route).All(pair => pair.First == pair.Second || pair.Second.StartsWith('{'))
        && tried.Contains("#");

    [Fact]
    public async Task An_alias_must_be_a_name()
    {
        var answer = await server.SendAsync(
            Role.Approver, HttpMethod.Post, "/api/v1/registry/1/promote", new { reason = "test", alias = "../x" });
        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Body!["code"]!.GetValue<string>().ShouldBe("TR0140");
    }
}
