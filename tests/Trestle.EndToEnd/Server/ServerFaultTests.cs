using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

using Shouldly;

using Trestle.Testing;

using Xunit;

namespace Trestle.EndToEnd.Server;

/// <summary>Servers that are killed, that share a database, or whose database is gone for a while.</summary>
public sealed class ServerFaultTests : IAsyncDisposable
{
    private static readonly Uri Runs = new("/api/v1/runs", UriKind.Relative);
    private readonly string folder = Directory.CreateTempSubdirectory("trestle-faults-").FullName;
    private readonly PostgresServer postgres = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await postgres.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_run_whose_server_was_killed_goes_on_in_the_next_and_gives_one_version()
    {
        Write("");
        await using var first = await ServerProcess.StartAsync(folder);
        using var client = await ClientAsync(first);
        (await client.PostAsJsonAsync(Runs, new { reason = "to be cut short" }, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await UntilAsync(
            async () => (await RunsAsync(client)) is [var run] && (
                await client.GetFromJsonAsync<JsonNode>(new Uri("/api/v1/runs/1", UriKind.Relative), Cancellation))!.ToJsonString()
                    .Contains("\"curate\"",
                StringComparison.Ordinal));
        await first.KillAllAsync();

        await using var second = await ServerProcess.StartAsync(folder);
        using var again = await ClientAsync(second, "second");
        await UntilAsync(async () => (await RunsAsync(again)).Any(run => (string)run!["status"]! == "finished"));
        (await RunsAsync(again)).Select(run => ((int)run!["id"]!, (string)run["status"]!)).OrderBy(run => run.Item1)
            .ShouldBe([(1, "interrupted"), (2, "finished")]);
        (
            await again.GetFromJsonAsync<JsonNode>(
                new Uri("/api/v1/registry", UriKind.Relative), Cancellation))!["versions"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Two_servers_of_two_checkouts_run_what_is_due_once_and_predict_while_the_database_is_gone()
    {
        Assert.SkipUnless(
            PostgresServer.IsInstalled || Environment.GetEnvironmentVariable("CI") == "true",
            "there is no PostgreSQL: apt-get install postgresql");
        Environment.SetEnvironmentVariable("TRESTLE_TEST_RECORDS", await postgres.NewDatabaseAsync(Cancellation));
        var (here, there) = (At("here"), At("there"));
        var settings = $"database: ${{TRESTLE_TEST_RECORDS}}\nstore: {At("share")}\n"
            + "schedule: {run: \"* * * * *\"}\ndeploy: {port: 0}\n";
        Write(settings, here);
        Write(settings, there);
        await using var one = await ServerProcess.StartAsync(here);
        await using var two = await ServerProcess.StartAsync(there);
        using var client = await ClientAsync(one, folder: here);
        using var other = new HttpClient { BaseAddress = two.Address, Timeout = TimeSpan.FromSeconds(40) };
        other.DefaultRequestHeaders.Authorization = client.DefaultRequestHeaders.Authorization;

        // The first minute that was due: one run, though both servers saw it; either of them may have it.
        await UntilAsync(async () => (await RunsAsync(client)) is [var run, ..] && (string)run!["status"]! == "finished");
        var starts = (await RunsAsync(other)).Select(run => DateTimeOffset.Parse((string)run!["started"]!)).ToArray();
        starts.Select(start => (start.Hour, start.Minute)).ShouldBeUnique();
        List<Ended> stopped = [];
        try
        {
            await PredictWithoutRecordsAsync(here, client, other);
        }
        finally
        {
            // Both servers have started a host for the deployment, each in its own checkout.
            await one.DisposeAsync();
            await two.DisposeAsync();
            stopped.Add(await TrestleProgram.RunAsync(Cancellation, "stop", here, "--reason", "the test is over"));
            stopped.Add(await TrestleProgram.RunAsync(Cancellation, "stop", there, "--reason", "the test is over"));
        }

        stopped.ShouldAllBe(ended => ended.ExitCode == 0);
    }

    /// <summary>Deploys in one checkout, takes the database away and gives it back; both gateways answer all the time.</summary>
    private async Task PredictWithoutRecordsAsync(string here, HttpClient client, HttpClient other)
    {
        var deployed = await TrestleProgram.RunAsync(Cancellation, "deploy", here, "--json");
        deployed.ExitCode.ShouldBe(0, deployed.ToString());
        await UntilAsync(async () => await PredictAsync(client) == HttpStatusCode.OK && await PredictAsync(other) == HttpStatusCode.OK);
        var id = (int)(await RunsAsync(client))[0]!["id"]!;

        await postgres.StopAsync();
        var asked = 0;
        var silent = other.GetAsync(Runs, Cancellation);
        while (!silent.IsCompleted || asked < 20)
        {
            (await PredictAsync(client), await PredictAsync(other)).ShouldBe((HttpStatusCode.OK, HttpStatusCode.OK));
            asked++;
        }

        using var answer = await silent;
        ((int)answer.StatusCode).ShouldBeOneOf([503, 504]);
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        await postgres.StartAgainAsync(Cancellation);
        await UntilAsync(async () =>
        {
            using var back = await other.GetAsync(Runs, Cancellation);
            return back.StatusCode == HttpStatusCode.OK;
        });
        (await RunsAsync(client)).Select(run => (int)run!["id"]!).ShouldContain(id);
        (await PredictAsync(client), await PredictAsync(other)).ShouldBe((HttpStatusCode.OK, HttpStatusCode.OK));
    }

    private static async Task<HttpStatusCode> PredictAsync(HttpClient client)
    {
        using var answer = await client.PostAsJsonAsync(
            new Uri("/invocations", UriKind.Relative), new { dataframe_records = new[] { new { x = 0.5, z = 0.5 } } }, Cancellation);
        return answer.StatusCode;
    }

    private string At(string name) => Directory.CreateDirectory(Path.Combine(folder, name)).FullName;

    private static async Task<JsonArray> RunsAsync(HttpClient client) => (await client.GetFromJsonAsync<JsonArray>(Runs, Cancellation))!;

    private static async Task UntilAsync(Func<Task<bool>> done)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromMinutes(4));
        while (!await done())
        {
            await Task.Delay(200, limit.Token);
        }
    }

    private async Task<HttpClient> ClientAsync(ServerProcess server, string name = "test", string? folder = null)
    {
        var made = await TrestleProgram.RunAsync(
            Cancellation, "keys", "create", folder ?? this.folder, name, "--role", "editor", "--json");
        made.ExitCode.ShouldBe(0, made.ToString());
        var client = new HttpClient { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", (string)JsonNode.Parse(made.Output)!["token"]!);
        return client;
    }

    private void Write(string more, string? checkout = null)
    {
        File.WriteAllText(
            Path.Combine(checkout ?? folder, "trestle.yaml"),
            $"name: small\nsource: data.csv\ntarget: y\ntrain: {{trials: 2}}\nrevisit-candidates: "
                + $"{{ensemble: false}}\nevaluate: {{resamples: 100}}\n{more}");
        var random = new Random(3);
        var text = new StringBuilder("x,z,y\n");
        for (var i = 0; i < 2000; i++)
        {
            var (x, z) = (random.NextDouble(), random.NextDouble());
            text.Append($"{x:0.0000},{z:0.0000},{(x + (0.3 * z) + (0.4 * random.NextDouble()) > 0.9 ? "yes" : "no")}\n");
        }

        File.WriteAllText(Path.Combine(checkout ?? folder, "data.csv"), text.ToString());
    }
}
