using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

using Shouldly;

using Xunit;

namespace Trestle.EndToEnd.Server;

/// <summary>The real server process: as it is started, asked and ended.</summary>
public sealed class ServerProcessTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_started_with_one_command_asked_with_a_key_and_gone_with_whoever_started_it()
    {
        var folder = TrestleProgram.CopyExample("ridership");
        await using var server = await ServerProcess.StartAsync(folder);
        server.SignIn.Query.Length.ShouldBeGreaterThan(40);

        var made = await TrestleProgram.RunAsync(Cancellation, "keys", "create", folder, "ci", "--role", "editor", "--json");
        made.ExitCode.ShouldBe(0, made.ToString());
        var token = JsonNode.Parse(made.Output)!["token"]!.GetValue<string>();
        using var client = new HttpClient { BaseAddress = server.Address };
        (await client.GetAsync(new Uri("/api/v1/runs", UriKind.Relative), Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

        using var asked = await client.PostAsJsonAsync(
            new Uri("/api/v1/runs", UriKind.Relative), new { to = "curate", reason = "to look at the data" }, Cancellation);
        asked.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await UntilAsync(
            async () => (
                await client.GetFromJsonAsync<JsonArray>(
                    new Uri("/api/v1/runs", UriKind.Relative),
                    Cancellation)) is [var run] && run!["status"]!.GetValue<string>() == "finished");
        var curated = await client.GetFromJsonAsync<JsonNode>(
            new Uri("/api/v1/runs/last/stages/curate/all/curated-table", UriKind.Relative), Cancellation);
        curated!["rows"]!.GetValue<long>().ShouldBeGreaterThan(5000);

        // The pages' files are those of a published program: they are found, and none comes from elsewhere.
        string[] assets =
        [
            "/trestle.css",
            "/trestle.js",
            "/fonts/inter.woff2",
            "/lib/echarts.min.js",
            "/_content/MudBlazor/MudBlazor.min.css",
            "/_framework/blazor.web.js",
        ];
        foreach (var path in assets)
        {
            (await client.GetAsync(new Uri(path, UriKind.Relative), Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK, path);
        }

        await server.KillAsync();
        await UntilAsync(async () =>
        {
            try
            {
                return (await client.GetAsync(new Uri("/trestle.css", UriKind.Relative), Cancellation)) is null;
            }
            catch (HttpRequestException)
            {
                return true;
            }
        });
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told_as_a_problem()
    {
        var folder = TrestleProgram.CopyExample("ridership");
        await using var server = await ServerProcess.StartAsync(folder);
        var second = await TrestleProgram.RunAsync(Cancellation, "up", folder, "--port", $"{server.Address.Port}");
        second.ExitCode.ShouldBe(1, second.ToString());
        second.Error.ShouldContain("TR0131");
        second.Error.ShouldNotContain("   at ");
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    internal static async Task UntilAsync(Func<Task<bool>> done)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        while (!await done())
        {
            await Task.Delay(200, limit.Token);
        }
    }
}
