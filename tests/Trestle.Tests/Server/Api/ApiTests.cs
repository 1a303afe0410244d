using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

using Shouldly;

using Trestle.Core.Artifacts;
using Trestle.Stages.Kernel.Access;

using Xunit;

namespace Trestle.Tests.Server.Api;

/// <summary>What the API tells of a project that has run up to the choice.</summary>
[Collection(SharedServer.Name)]
public sealed class ApiTests(RunningServer server)
{
    [Fact]
    public async Task The_lifecycle_has_22_stages_with_their_states()
    {
        var stages = (await GetAsync("/api/v1/lifecycle"))["stages"]!.AsArray();
        stages.Select(stage => stage!["number"]!.GetValue<int>()).ShouldBe(Enumerable.Range(1, 22));
        var ingest = stages[0]!;
        ingest["status"]!.GetValue<string>().ShouldBe("finished");
        ingest["line"]!.GetValue<string>().ShouldContain("200 rows × 3 columns");
        ingest["artifacts"]!.AsArray().Select(artifact => artifact!["name"]!.GetValue<string>()).ShouldContain("raw-table");
        stages[9]!["units"]!.AsArray().Count.ShouldBeGreaterThan(2);
        stages[14]!["status"]!.GetValue<string>().ShouldBe("waiting");
        stages[17]!["inRun"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Fact]
    public async Task A_run_is_told_with_what_its_stages_wrote()
    {
        (await GetAsync("/api/v1/runs")).AsArray()[0]!["status"]!.GetValue<string>().ShouldBe("finished");
        (await GetAsync("/api/v1/runs/1"))["run"]!["id"]!.GetValue<int>().ShouldBe(1);
        (await GetAsync("/api/v1/runs/last/stages/ingest"))["all"]!["raw-table"]!["rows"]!.GetValue<long>().ShouldBe(200);
        (await GetAsync("/api/v1/runs/1/stages/ingest/all/raw-table"))["columns"]!.AsArray().Select(name => name!.GetValue<string>())
            .ShouldBe(["x", "z", "y"]);
        (await CodeAsync("/api/v1/runs/99")).ShouldBe((HttpStatusCode.NotFound, "TR0141"));
        (await CodeAsync("/api/v1/runs/1/stages/package")).ShouldBe((HttpStatusCode.NotFound, "TR0142"));
        (await CodeAsync("/api/v1/runs/1/stages/ingest/all/quarantine")).ShouldBe((HttpStatusCode.NotFound, "TR0142"));
    }

    [Fact]
    public async Task Data_and_models_are_told_as_documents()
    {
        var x = (await GetAsync("/api/v1/data/profile"))["columns"]!.AsArray()
            .Single(column => column!["name"]!.GetValue<string>() == "x")!;
        x["bins"]!.AsArray().Sum(bin => bin!.GetValue<long>()).ShouldBe(x["rows"]!.GetValue<long>() - x["missing"]!.GetValue<long>());
        (await GetAsync("/api/v1/data/quarantine"))["rows"]!.GetValue<long>().ShouldBe(0);
        (await GetAsync("/api/v1/data/checks"))["failed"]!.GetValue<int>().ShouldBe(0);
        (await GetAsync("/api/v1/data/contract"))["target"]!.GetValue<string>().ShouldBe("y");

        var board = await GetAsync("/api/v1/models");
        var lines = board["lines"]!.AsArray();
        lines.Select(line => line!["rank"]!.GetValue<int>()).ShouldBe(Enumerable.Range(1, lines.Count));
        lines.Select(line => -line!["outOfFold"]!["value"]!.GetValue<double>()).ShouldBeInOrder();
        lines.Count(line => line!["chosen"]!.GetValue<bool>()).ShouldBe(1);
        lines.ShouldContain(line => line!["baseline"]!.GetValue<bool>());
        var best = await GetAsync($"/api/v1/models/{lines[0]!["candidate"]}");
        best["test"]!.AsArray().Count.ShouldBeGreaterThan(3);
        (await CodeAsync("/api/v1/models/none")).ShouldBe((HttpStatusCode.NotFound, "TR0143"));
    }

    [Fact]
    public async Task A_promotion_moves_the_alias_and_stands_in_the_audit_log_with_who_and_why()
    {
        var package = server.Project.Store.Put("a package"u8);
        var version = (await server.Records.RegisterVersionAsync("small", package, 1, RunningServer.Cancellation)).Version;
        (
            await server.SendAsync(
                Role.Approver, HttpMethod.Post, $"/api/v1/registry/{version}/promote",
                new { reason = " " })).Body!["code"]!.GetValue<string>().ShouldBe("TR0150");
        var promoted = await server.SendAsync(
            Role.Approver, HttpMethod.Post, $"/api/v1/registry/{version}/promote", new { reason = "better on new data" });
        promoted.Status.ShouldBe(HttpStatusCode.OK);
        promoted.Body!["aliases"]!.AsArray().Select(alias => alias!.GetValue<string>()).ShouldBe(["champion"]);

        var entry = (await GetAsync($"/api/v1/audit?subject=small/{version}")).AsArray()[0]!;
        entry["who"]!.GetValue<string>().ShouldBe("approver");
        entry["reason"]!.GetValue<string>().ShouldBe("better on new data");
        entry["evidence"]!["to"]!.GetValue<int>().ShouldBe(version);
        (await GetAsync("/api/v1/audit/verify"))["fault"].ShouldBeNull();

        using var client = server.Client(Role.Viewer);
        (await client.GetByteArrayAsync(new Uri($"/api/v1/registry/{version}/package", UriKind.Relative), RunningServer.Cancellation))
            .ShouldBe("a package"u8.ToArray());
        ContentHash.Of("a package"u8).ShouldBe(package);
        (await CodeAsync("/api/v1/registry/99")).ShouldBe((HttpStatusCode.NotFound, "TR1612"));
    }

    [Fact]
    public async Task A_key_is_made_once_used_and_revoked_within_a_second()
    {
        var made = await server.SendAsync(Role.Admin, HttpMethod.Post, "/api/v1/keys", new { name = "robot", role = "editor" });
        made.Status.ShouldBe(HttpStatusCode.Created);
        var token = made.Body!["token"]!.GetValue<string>();
        using var client = server.Client(null);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        JsonNode.Parse(
            await client.GetStringAsync(
                new Uri("/api/v1/session", UriKind.Relative), RunningServer.Cancellation))!["role"]!.GetValue<string>().ShouldBe("editor");
        (await GetAsync("/api/v1/keys", Role.Admin)).ToJsonString().ShouldNotContain(token[^12..]);

        (await server.SendAsync(Role.Admin, HttpMethod.Delete, "/api/v1/keys/robot")).Status.ShouldBe(HttpStatusCode.NoContent);
        await Task.Delay(1100, RunningServer.Cancellation);
        (
            await client.GetAsync(new Uri("/api/v1/session", UriKind.Relative), RunningServer.Cancellation)).StatusCode.ShouldBe(
                HttpStatusCode.Unauthorized);
        (await server.SendAsync(Role.Admin, HttpMethod.Delete, "/api/v1/keys/robot")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("{", "application/json", 400)]
    [InlineData("{\"nonsense\": 1}", "application/json", 400)]
    [InlineData("{\"force\": \"yes\"}", "application/json", 400)]
    [InlineData("{\"from\": \"nowhere\"}", "application/json", 400)]
    [InlineData("{\"from\": \"evaluate\", \"to\": \"ingest\"}", "application/json", 400)]
    [InlineData("from=train", "application/x-www-form-urlencoded", 415)]
    public async Task A_body_that_is_wrong_is_refused_with_a_problem(string body, string type, int status)
    {
        using var client = server.Client(Role.Editor);
        using var content = new StringContent(body, Encoding.UTF8, type);
        using var answer = await client.PostAsync(new Uri("/api/v1/runs", UriKind.Relative), content, RunningServer.Cancellation);
        ((int)answer.StatusCode).ShouldBe(status);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(RunningServer.Cancellation))!;
        problem["status"]!.GetValue<int>().ShouldBe(status);
        problem["type"]!.GetValue<string>().ShouldBe($"urn:trestle:{problem["code"]}");
        problem["fix"]!.GetValue<string>().ShouldNotBeEmpty();
        problem["page"]!.GetValue<string>().ShouldBe($"docs/errors/{problem["code"]}.md");
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        using var client = server.Client(Role.Editor);

        // The answer comes before the body is sent; otherwise the connection may break while it is.
        client.DefaultRequestHeaders.ExpectContinue = true;
        using var content = new StringContent($"{{\"reason\": \"{new string('x', 2 << 20)}\"}}", Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri("/api/v1/runs", UriKind.Relative), content, RunningServer.Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Every_answer_carries_the_headers_that_protect_a_browser()
    {
        using var client = server.Client(Role.Viewer);
        foreach (var path in new[] { "/api/v1/runs", "/nowhere", "/", "/trestle.css", "/sign-in", "/reference" })
        {
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), RunningServer.Cancellation);
            answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
            answer.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
            var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
            policy.ShouldContain("frame-ancestors 'none'");
            policy.ShouldContain("default-src 'self'");
            policy.Split(';').Single(part => part.TrimStart().StartsWith("script-src", StringComparison.Ordinal))
                .ShouldNotContain("unsafe");
        }
    }

    [Fact]
    public async Task The_reference_names_every_path_and_nothing_from_elsewhere()
    {
        var document = await GetAsync("/openapi/v1.json");
        document["paths"]!.AsObject().Select(path => path.Key).ShouldContain("/api/v1/registry/{version}/promote");
        document["components"]!["securitySchemes"]!["key"]!["scheme"]!.GetValue<string>().ShouldBe("bearer");
        using var client = server.Client(Role.Viewer);
        var page = await client.GetStringAsync(new Uri("/reference/", UriKind.Relative), RunningServer.Cancellation);
        page.ShouldContain("scalar.js");
        page.ShouldNotContain("cdn.");
    }

    [Fact]
    public async Task Another_host_name_is_refused()
    {
        using var client = server.Client(Role.Viewer);
        client.DefaultRequestHeaders.Host = "evil.example";
        using var answer = await client.GetAsync(new Uri("/api/v1/runs", UriKind.Relative), RunningServer.Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static string Code(JsonNode? body) => body!["code"]!.GetValue<string>();

    private async Task<JsonNode> GetAsync(string path, Role role = Role.Viewer)
    {
        var answer = await server.SendAsync(role, HttpMethod.Get, path);
        answer.Status.ShouldBe(HttpStatusCode.OK, $"{path}: {answer.Body?.ToJsonString()}");
        return answer.Body!;
    }

    private async Task<(HttpStatusCode, string)> CodeAsync(string path)
    {
        var answer = await server.SendAsync(Role.Viewer, HttpMethod.Get, path);
        return (answer.Status, Code(answer.Body));
    }
}
