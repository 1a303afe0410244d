using System.Net;
using System.Text.Json;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

using Shouldly;

using Trestle.Tests.Cli;

using Xunit;

namespace Trestle.Tests.Stages.Lifecycle;

public sealed class LineageTests
{
    private const string Private = "private: [x]\n";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_and_its_stages_start_and_end_in_the_file()
    {
        using var project = new TestProject(TestProject.Small + Private + "lineage: {file: lineage.jsonl}\n", TestProject.Rows(200));
        (await Typed.RunAsync("run", project.Path_, "--to", "curate")).Code.ShouldBe(0);

        var events = Events(project);
        events.Select(one => $"{Job(one)} {State(one)}").ShouldBe(
        [
            "small START",
            "small.ingest START", "small.ingest COMPLETE", "small.validate-data START", "small.validate-data COMPLETE",
            "small.clean START", "small.clean COMPLETE", "small.standardise START", "small.standardise COMPLETE",
            "small.curate START", "small.curate COMPLETE",
            "small COMPLETE",
        ]);
        events.ShouldAllBe(one => IsWellFormed(one));

        // The events of a job are of one run, and stages are of the project's run.
        var whole = RunOf(events[0]);
        RunOf(events[^1]).ShouldBe(whole);
        RunOf(events[1]).ShouldBe(RunOf(events[2]));
        events.Select(RunOf).Distinct().Count().ShouldBe(6);
        events[2].GetProperty("run").GetProperty("facets").GetProperty("parent").GetProperty("run").GetProperty("runId").GetString()
            .ShouldBe(whole);
    }

    [Fact]
    public async Task Datasets_have_versions_columns_origins_counts_and_checks()
    {
        using var project = new TestProject(TestProject.Small + Private + "lineage: {file: lineage.jsonl}\n", TestProject.Rows(200));
        await Typed.RunAsync("run", project.Path_, "--to", "curate");
        var events = Events(project).Where(one => State(one) == "COMPLETE").ToDictionary(Job);

        var file = events["small.ingest"].GetProperty("inputs")[0];
        file.GetProperty("name").GetString().ShouldBe("data.csv");
        file.GetProperty("inputFacets").GetProperty("inputStatistics").GetProperty("rowCount").GetInt64().ShouldBe(200);
        var raw = events["small.ingest"].GetProperty("outputs")[0];
        raw.GetProperty("name").GetString().ShouldBe("small.raw-table");
        Fields(raw).ShouldBe(["x RAW", "z RAW", "y RAW"]);
        raw.GetProperty("outputFacets").GetProperty("outputStatistics").GetProperty("rowCount").GetInt64().ShouldBe(200);

        var read = events["small.validate-data"].GetProperty("inputs")[0];
        read.GetProperty("facets").GetProperty("version").GetProperty("datasetVersion").GetString()
            .ShouldBe(raw.GetProperty("facets").GetProperty("version").GetProperty("datasetVersion").GetString());
        var metrics = read.GetProperty("inputFacets").GetProperty("dataQualityMetrics");
        metrics.GetProperty("rowCount").GetInt64().ShouldBe(200);
        metrics.GetProperty("columnMetrics").GetProperty("x").TryGetProperty("min", out _).ShouldBeFalse("the column is private");
        var check = read.GetProperty("inputFacets").GetProperty("dataQualityAssertions").GetProperty("assertions").EnumerateArray()
            .Single(one => one.GetProperty("assertion").GetString() == "no-repeats");
        (check.GetProperty("success").GetBoolean(), check.GetProperty("severity").GetString()).ShouldBe((false, "warn"));

        var curated = events["small.curate"].GetProperty("outputs").EnumerateArray()
            .Single(one => one.GetProperty("name").GetString() == "small.curated-table");
        Fields(curated).ShouldBe(["x NUMBER", "z TEXT"]);
        var origin = curated.GetProperty("facets").GetProperty("columnLineage").GetProperty("fields").GetProperty("z")
            .GetProperty("inputFields")[0];
        (origin.GetProperty("name").GetString(), origin.GetProperty("field").GetString()).ShouldBe(("small.raw-table", "z"));
    }

    [Fact]
    public async Task Columns_of_queries_and_joins_have_their_origins()
    {
        const string Settings = "name: small\nsources:\n  main: data.csv\n  orders: {path: orders.csv}\n"
            + "  spending: {sql: spending.sql, tables: [orders]}\ntarget: y\nsplit: {folds: 3}\n"
            + "curate: {joins: [{table: spending, on: z}], derive: {twice: spending.spent * x}}\nlineage: {file: lineage.jsonl}\n";
        using var project = new TestProject(Settings, TestProject.Rows(200));
        await File.WriteAllTextAsync(Path.Combine(project.Path_, "orders.csv"), "z,amount\na,2\na,3\nb,5\n", Cancellation);
        await File.WriteAllTextAsync(
            Path.Combine(project.Path_, "spending.sql"), "SELECT z, sum(amount) AS spent FROM orders GROUP BY z", Cancellation);
        (await Typed.RunAsync("run", project.Path_, "--to", "curate")).Code.ShouldBe(0);

        var events = Events(project).Where(one => State(one) == "COMPLETE").ToDictionary(Job);
        events.Values.ShouldAllBe(one => IsWellFormed(one));
        JsonElement Lineage(JsonElement dataset) => dataset.GetProperty("facets").GetProperty("columnLineage");
        string[] Of(JsonElement lineage, string column) => [.. lineage.GetProperty("fields").GetProperty(column).GetProperty("inputFields")
            .EnumerateArray().Select(field => $"{field.GetProperty("name")} {field.GetProperty("field")}")];

        var tables = events["small.ingest"].GetProperty("outputs").EnumerateArray().Skip(1).ToArray();
        tables.Select(table => table.GetProperty("name").GetString()).ShouldBe(["small.raw-table.orders", "small.raw-table.spending"]);
        tables[0].GetProperty("facets").TryGetProperty("columnLineage", out _).ShouldBeFalse();
        Of(Lineage(tables[1]), "spent").ShouldBe(["small.raw-table.orders amount"]);
        var deciding = Lineage(tables[1]).GetProperty("dataset").EnumerateArray().Single();
        (deciding.GetProperty("field").GetString(), deciding.GetProperty("transformations")[0].GetProperty("type").GetString())
            .ShouldBe(("z", "INDIRECT"));

        var curated = Lineage(events["small.curate"].GetProperty("outputs").EnumerateArray()
            .Single(one => one.GetProperty("name").GetString() == "small.curated-table"));
        Of(curated, "x").ShouldBe(["small.raw-table x"]);
        Of(curated, "spending.spent").ShouldBe(["small.raw-table.spending spent"]);
        Of(curated, "twice").ShouldBe(["small.raw-table.spending spent", "small.raw-table x"]);
    }

    [Fact]
    public async Task A_failed_run_says_so_and_why()
    {
        const string Settings = "lineage: {file: lineage.jsonl}\nvalidate-data: {expectations: [{row-count: {min: 1000}}]}\n";
        using var project = new TestProject(TestProject.Small + Settings, TestProject.Rows(200));
        (await Typed.RunAsync("run", project.Path_, "--to", "curate")).Code.ShouldBe(2);

        var last = Events(project)[^1];
        (Job(last), State(last)).ShouldBe(("small", "FAIL"));
        last.GetProperty("run").GetProperty("facets").GetProperty("errorMessage").GetProperty("message").GetString()!
            .ShouldContain("row-count");
    }

    [Fact]
    public async Task Events_are_posted_with_the_token_and_a_busy_server_is_asked_again()
    {
        var (bodies, answers) = (new List<string>(), new Queue<int>([503, 200]));
        await using var server = await ServeAsync(async context =>
        {
            context.Request.Headers.Authorization.ToString().ShouldBe("Bearer s3cret");
            bodies.Add(await new StreamReader(context.Request.Body).ReadToEndAsync(Cancellation));
            context.Response.StatusCode = answers.TryDequeue(out var code) ? code : 201;
        });
        Environment.SetEnvironmentVariable("LINEAGE_TOKEN", "s3cret");
        var settings = $"lineage: {{url: \"{server.Urls.First()}/api/v1/lineage\", token: \"${{LINEAGE_TOKEN}}\"}}\n";
        using var project = new TestProject(TestProject.Small + settings, TestProject.Rows(200));
        (await Typed.RunAsync("run", project.Path_, "--to", "ingest")).Code.ShouldBe(0);

        bodies[0].ShouldBe(bodies[1]);
        bodies.Skip(1).Select(body => State(JsonDocument.Parse(body).RootElement)).ShouldBe(["START", "START", "COMPLETE", "COMPLETE"]);
    }

    [Fact]
    public async Task What_cannot_be_delivered_is_told_and_does_not_end_the_run()
    {
        await using var server = await ServeAsync(context =>
        {
            context.Response.StatusCode = 400;
            return Task.CompletedTask;
        });
        using var project = new TestProject(TestProject.Small + $"lineage: {{url: {server.Urls.First()}/secret}}\n", TestProject.Rows(200));
        var typed = await Typed.RunAsync("run", project.Path_, "--to", "ingest");
        typed.Code.ShouldBe(0);
        typed.Errors.ShouldContain($"3 of the run's events were not delivered to {server.Urls.First()}: it answered 400");
        typed.Errors.ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("lineage: {}\n")]
    [InlineData("lineage: {file: a.jsonl, url: \"https://example.org\"}\n")]
    public async Task A_file_or_an_address_is_needed_and_not_both(string lineage)
    {
        using var project = new TestProject(TestProject.Small + lineage, TestProject.Rows(20));
        (await Typed.RunAsync("run", project.Path_)).Errors.ShouldStartWith("TR2390");
    }

    private static JsonElement[] Events(TestProject project) =>
        [.. File.ReadLines(Path.Combine(project.Path_, "lineage.jsonl")).Select(line => JsonDocument.Parse(line).RootElement)];

    private static string Job(JsonElement one) => one.GetProperty("job").GetProperty("name").GetString()!;

    private static string State(JsonElement one) => one.GetProperty("eventType").GetString()!;

    private static string RunOf(JsonElement one) => one.GetProperty("run").GetProperty("runId").GetString()!;

    private static IEnumerable<string> Fields(JsonElement dataset) => dataset.GetProperty("facets").GetProperty("schema")
        .GetProperty("fields").EnumerateArray().Select(field => $"{field.GetProperty("name")} {field.GetProperty("type")}");

    /// <summary>What the schema of OpenLineage 2-0-2 requires of every event and facet.</summary>
    private static bool IsWellFormed(JsonElement one) =>
        DateTimeOffset.TryParse(one.GetProperty("eventTime").GetString(), out _)
        && Uri.TryCreate(one.GetProperty("producer").GetString(), UriKind.Absolute, out _)
        && one.GetProperty("schemaURL").GetString() == "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent"
        && Guid.TryParse(RunOf(one), out _)
        && one.GetProperty("job").GetProperty("namespace").GetString() == "trestle"
        && Facets(one).All(facet => facet.TryGetProperty("_producer", out _)
            && facet.GetProperty("_schemaURL").GetString()!.StartsWith("https://openlineage.io/spec/facets/", StringComparison.Ordinal));

    private static IEnumerable<JsonElement> Facets(JsonElement one) => one.ValueKind switch
    {
        JsonValueKind.Object => one.EnumerateObject().SelectMany(member => member.Name.EndsWith("acets", StringComparison.Ordinal)
            ? member.Value.EnumerateObject().Select(facet => facet.Value)
            : Facets(member.Value)),
        JsonValueKind.Array => one.EnumerateArray().SelectMany(Facets),
        _ => [],
    };

    private static async Task<WebApplication> ServeAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var server = builder.Build();
        server.Run(answer);
        await server.StartAsync(Cancellation);
        return server;
    }
}
