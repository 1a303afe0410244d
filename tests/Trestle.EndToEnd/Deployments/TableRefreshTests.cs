using System.Text;
using System.Text.Json.Nodes;

using Shouldly;

using Trestle.Testing;

using Xunit;

namespace Trestle.EndToEnd.Deployments;

/// <summary>A deployed model whose tables change: <c>trestle refresh</c>, from the sources to the answers.</summary>
public sealed class TableRefreshTests : IAsyncLifetime
{
    private const string Yaml = """
        name: shop
        sources: {main: rows.csv, plans: plans.csv}
        target: late
        preset: fast
        propose-candidates: {learners: [linear]}
        train: {trials: 1}
        evaluate: {resamples: 100}
        validate-data: {max-quarantine: 30%}
        deploy: {port: 0}
        curate:
          joins:
          - {table: plans, on: plan, columns: [price]}

        """;

    private const string Body = """{"dataframe_records":[{"plan":"c","size":1}]}""";

    private readonly TempFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var rows = new StringBuilder("plan,size,late\n");
        for (var i = 0; i < 400; i++)
        {
            // Late depends on the price of the plan: a 10, b 20, c 30.
            rows.Append($"{"abc"[i % 3]},{i * 7 % 11},{(i % 3 * 10) + (i * 37 % 20) > 15}\n");
        }

        folder.Write("rows.csv", rows.ToString());
        folder.Write("plans.csv", "plan,price\na,10\nb,20\nc,30\n");
        folder.Write("trestle.yaml", Yaml);
        await DoneAsync("run");
        await DoneAsync("deploy");
    }

    public async ValueTask DisposeAsync()
    {
        await TrestleProgram.RunAsync(CancellationToken.None, "stop", folder.Path);
        folder.Dispose();
    }

    [Fact]
    public async Task The_tables_of_a_version_in_service_follow_their_sources()
    {
        var before = await AskAsync();
        Tables(await DoneAsync("refresh", "--json")).ShouldBe("1 plans 3 3 False");
        (await AskAsync()).ShouldBe(before);

        // A price that changes, a row that is new, and a broken one, which is named.
        folder.Write("plans.csv", "plan,price\na,10\nb,20\nc,10\nd,40\ne,50,51\n");
        var refreshed = await DoneAsync("refresh", "--json");
        Tables(refreshed).ShouldBe("1 plans 4 3 True");
        refreshed["losses"]!.AsArray().Select(loss => $"{loss}").ShouldContain(loss => loss.Contains("3 values where 2 are expected"));
        var after = await AskAsync();
        after.ShouldNotBe(before);
        var audit = await TrestleProgram.RunAsync(Cancellation, "audit", folder.Path, "--json");
        audit.Output.ShouldContain("deploy.refresh");
        audit.Output.ShouldContain("run 3: version 1: plans 4 rows (3 before)");

        // A host that starts again answers as before.
        await DoneAsync("stop");
        Tables(await DoneAsync("refresh", "--json")).ShouldBe("1 plans 4 4 False");
        await DoneAsync("start");
        (await AskAsync()).ShouldBe(after);

        // The table has become another one: what is in service stays.
        folder.Write("trestle.yaml", Yaml.Replace("curate:\n  joins:\n  - {table: plans, on: plan, columns: [price]}\n", ""));
        (await RefusedAsync()).ShouldContain("TR1847");
        folder.Write("trestle.yaml", Yaml.Replace("columns: [price]}", "columns: [price], take: last}"));
        (await RefusedAsync()).ShouldContain("TR2353");
        (await AskAsync()).ShouldBe(after);
    }

    private async Task<JsonNode> DoneAsync(string verb, params string[] rest)
    {
        var ended = await TrestleProgram.RunAsync(Cancellation, [verb, folder.Path, .. rest]);
        ended.ExitCode.ShouldBe(0, $"{verb}: {ended}");
        return rest.Length == 0 ? new JsonObject() : JsonNode.Parse(ended.Output)!;
    }

    private async Task<string> RefusedAsync()
    {
        var ended = await TrestleProgram.RunAsync(Cancellation, "refresh", folder.Path);
        ended.ExitCode.ShouldNotBe(0, ended.ToString());
        return ended.Error;
    }

    private static string Tables(JsonNode refresh) => string.Join("; ", refresh["tables"]!.AsArray().Select(table =>
        $"{table!["version"]} {table["table"]} {table["rows"]} {table["before"]} {table["changed"]!.GetValue<bool>()}"));

    private async Task<string> AskAsync()
    {
        var deployments = await TrestleProgram.RunAsync(Cancellation, "deployments", folder.Path, "--json");
        var address = JsonNode.Parse(deployments.Output)!.ToJsonString();
        address = address[address.IndexOf("http://127", StringComparison.Ordinal)..];
        using var client = new HttpClient { BaseAddress = new Uri(address[..address.IndexOf('"', StringComparison.Ordinal)]) };
        using var body = new StringContent(Body, Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync("invocations", body, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        return text;
    }
}
