using Shouldly;

using Trestle.Core.Routing;
using Trestle.Core.Schema;
using Trestle.Rows.PredictionLogs;
using Trestle.Serving;
using Trestle.Testing;

using Xunit;

namespace Trestle.EndToEnd.Serving;

/// <summary>A host that serves a route table: who answers, who only listens, and what stands in the prediction log.</summary>
public sealed class RoutingTests : IAsyncLifetime
{
    private const string Both = """{"dataframe_records":[{"x":1,"y":2}]}""";

    private readonly RouteFolder folder = new();
    private RunningModel host = null!;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (host is not null)
        {
            await host.DisposeAsync();
        }

        folder.Dispose();
    }

    [Fact]
    public async Task Each_version_answers_its_share_and_says_that_it_did()
    {
        await StartAsync(
            folder.Constant(1, share: 0.6), folder.Constant(2, RouteRole.Canary, 0.3), folder.Constant(3, RouteRole.Canary, 0.1));
        var answered = new Dictionary<int, int>();
        for (var i = 0; i < 400; i++)
        {
            var answer = await host.PostAsync(Both);
            answer.Status.ShouldBe(200, answer.Text);
            var version = (int)answer.Predictions[0]!.GetValue<double>();
            answer.Headers.GetValues("X-Trestle-Model").Single().ShouldStartWith($"sample/{version}/");
            answered[version] = answered.GetValueOrDefault(version) + 1;
        }

        answered[1].ShouldBeInRange(237, 243);
        answered[2].ShouldBeInRange(117, 123);
        answered[3].ShouldBeInRange(37, 43);
    }

    [Fact]
    public async Task A_key_is_always_answered_by_the_same_version_also_when_a_canary_grows()
    {
        var (live, canary) = (folder.Constant(1, share: 0.8), folder.Constant(2, RouteRole.Canary, 0.2));
        await StartAsync(live, canary);
        var before = await AnsweredAsync(200);
        (await AnsweredAsync(200)).ShouldBe(before);
        before.Count(version => version == 2).ShouldBeInRange(20, 60);

        folder.Write(live with { Share = 0.5 }, canary with { Share = 0.5 });
        await folder.ServedAsync(host.Client);
        var after = await AnsweredAsync(200);
        after.Count(version => version == 2).ShouldBeInRange(75, 125);
        before.Zip(after).ShouldAllBe(pair => pair.First == 1 || pair.Second == 2);
    }

    [Fact]
    public async Task Requests_are_read_against_the_contract_of_the_version_that_answers()
    {
        await StartAsync(folder.Constant(1));
        (await host.PostAsync("""{"instances":[{"x":1}]}""")).Predictions[0]!.GetValue<double>().ShouldBe(1);
        (await host.PostAsync("""{"instances":[{"y":1}]}""")).Json["field"]!.GetValue<string>().ShouldBe("x");

        folder.Write(folder.Constant(2));
        await folder.ServedAsync(host.Client);
        (await host.PostAsync("""{"instances":[{"y":1}]}""")).Predictions[0]!.GetValue<double>().ShouldBe(2);
        var refused = await host.PostAsync("""{"instances":[{"x":1}]}""");
        (refused.Status, refused.Json["code"]!.GetValue<string>(), refused.Json["field"]!.GetValue<string>())
            .ShouldBe((400, "TR1916", "y"));
        refused.Headers.GetValues("X-Trestle-Model").Single().ShouldStartWith("sample/2/");
    }

    [Fact]
    public async Task A_shadow_scores_the_same_rows_and_never_answers()
    {
        await StartAsync(folder.Constant(1), folder.Constant(2, RouteRole.Shadow, 0.5), folder.Constant(3, RouteRole.Shadow, 1));
        for (var i = 0; i < 40; i++)
        {
            (
                await host.PostAsync("""{"dataframe_records":[{"x":1,"y":2},{"x":3,"y":4}]}""")).Predictions.Select(
                    value => value!.GetValue<double>()).ShouldBe([1, 1]);
        }

        (await MetricAsync("""trestle_rows_total{version="3",role="shadow"}""", 80)).ShouldBe(80);
        (await MetricAsync("""trestle_requests_total{version="2",role="shadow",status="200"}""", 18)).ShouldBeInRange(18, 22);
        await host.DisposeAsync();

        var records = Records().OfType<PredictionRecord>().ToArray();
        var live = records.Where(record => record.Version == 1).ToDictionary(record => record.Sequence);
        live.Keys.Order().ShouldBe(Enumerable.Range(1, 40).Select(i => (long)i));
        var shadows = records.Where(record => record.Version == 3).ToArray();
        shadows.Length.ShouldBe(40);
        shadows.ShouldAllBe(
            record => record.Role == (int)RouteRole.Shadow
                && record.Scores.SequenceEqual(new[] { 3.0, 3.0 })
                && live.ContainsKey(record.Sequence));
        var second = records.First(record => record.Version == 2);
        second.Inputs.Schema[0].Name.ShouldBe("y");
        second.Inputs.Numbers(0).ToArray().ShouldBe([2, 4]);
        host = null!;
    }

    [Fact]
    public async Task A_shadow_that_fails_hurts_nobody()
    {
        await StartAsync(folder.Constant(1), folder.Add(2, SamplePackages.Contents(TaskKind.Regression), RouteRole.Shadow));
        for (var i = 0; i < 20; i++)
        {
            var body = i % 2 == 0 ? """{"instances":[{"x":1}]}""" : """{"instances":[{"x":1,"age":1.797e308,"plan":"plus"}]}""";
            (await host.PostAsync(body)).Predictions[0]!.GetValue<double>().ShouldBe(1);
        }

        await MetricAsync("""trestle_requests_total{version="2",role="shadow",status="400"}""", 10);
        await MetricAsync("""trestle_requests_total{version="2",role="shadow",status="422"}""", 10);
        (await MetricAsync("""trestle_requests_total{version="1",role="live",status="200"}""", 20)).ShouldBe(20);
        (await MetricAsync("""trestle_refusals_total{version="2",role="shadow",code="TR1916"}""", 10)).ShouldBe(10);
    }

    [Fact]
    public async Task A_canary_without_a_finite_score_refuses_and_is_counted()
    {
        await StartAsync(
            folder.Constant(1, share: 0.5), folder.Add(2, SamplePackages.Contents(TaskKind.Regression), RouteRole.Canary, 0.5));
        var refused = 0;
        for (var i = 0; i < 20; i++)
        {
            var answer = await host.PostAsync("""{"instances":[{"x":1,"age":1.797e308,"plan":"plus"}]}""");
            answer.Status.ShouldBeOneOf(200, 422);
            if (answer.Status == 422)
            {
                answer.Json["code"]!.GetValue<string>().ShouldBe("TR0071");
                refused++;
            }
        }

        refused.ShouldBeInRange(9, 11);
        (await MetricAsync("""trestle_requests_total{version="2",role="canary",status="422"}""", refused)).ShouldBe(refused);
        (await MetricAsync("""trestle_requests_total{version="1",role="live",status="200"}""", 20 - refused)).ShouldBe(20 - refused);
    }

    [Fact]
    public async Task A_retired_model_says_why_and_where_to_go()
    {
        await StartAsync(folder.Constant(1));
        folder.Write(new Retirement("it is too old", "https://example.org/newer"));
        var version = await folder.ServedAsync(host.Client);
        version["retired"]!.ToJsonString().ShouldBe("""{"reason":"it is too old","successor":"https://example.org/newer"}""");

        var gone = await host.PostAsync(Both);
        (gone.Status, gone.Type).ShouldBe((410, "application/problem+json"));
        gone.Json["code"]!.GetValue<string>().ShouldBe("TR1931");
        gone.Json["detail"]!.GetValue<string>().ShouldStartWith("the model is retired: it is too old;");
        gone.Json["successor"]!.GetValue<string>().ShouldBe("https://example.org/newer");
        gone.Headers.GetValues("Link").Single().ShouldBe("<https://example.org/newer>; rel=\"successor-version\"");
        var tensor = await host.PostToAsync("/v2/models/sample/infer", "{}");
        tensor.Status.ShouldBe(410);
        tensor.Json["error"]!.GetValue<string>().ShouldContain("it is too old");
        (await host.GetAsync("/health")).Status.ShouldBe(200);

        folder.Write(new Retirement("no more", "évil>\r\nX: 1"));
        await folder.ServedAsync(host.Client);
        var odd = await host.PostAsync(Both);
        odd.Status.ShouldBe(410);
        odd.Headers.Contains("Link").ShouldBeFalse();

        folder.Write(folder.Constant(2));
        await folder.ServedAsync(host.Client);
        (await host.PostAsync(Both)).Predictions[0]!.GetValue<double>().ShouldBe(2);
    }

    [Fact]
    public async Task It_says_what_it_serves()
    {
        var (live, shadow) = (folder.Constant(7), folder.Constant(8, RouteRole.Shadow, 0.25));
        await StartAsync(live, shadow);
        var page = (await host.GetAsync("/version")).Json;
        page["deployment"]!.GetValue<string>().ShouldBe("test");
        page["generation"]!.GetValue<long>().ShouldBe(1);
        page["model"]!["hash"]!.GetValue<string>().ShouldBe(live.Hash);
        page["routes"]!.ToJsonString().ShouldBe(
            $$"""[{"version":7,"role":"live","share":1,"hash":"{{live.Hash}}","tables":[],"tablesFailure":null},"""
                + $$"""{"version":8,"role":"shadow","share":0.25,"hash":"{{shadow.Hash}}","tables":[],"tablesFailure":null}]""");
        page["failure"].ShouldBeNull();
        (await host.GetAsync("/metrics")).Text.ShouldContain(
            $"trestle_model_info{{model=\"sample\",version=\"7\",role=\"live\",hash=\"{live.Hash}\","
                + "learner=\"mean\",task=\"regression\"} 1\n");
    }

    [Fact]
    public async Task Predictions_refusals_and_labels_are_written_down()
    {
        await StartAsync(folder.Constant(1));
        var answer = await host.PostAsync("""{"dataframe_records":[{"x":1.5},{"x":2.5}]}""");
        var id = answer.Headers.GetValues("X-Trestle-Prediction-Id").Single();
        id.ShouldMatch(@"^[0-9a-f]{16}-1\.2$");
        var refused = await host.PostAsync("""{"dataframe_records":[{"x":"a"}]}""");
        refused.Headers.Contains("X-Trestle-Prediction-Id").ShouldBeFalse();
        (await host.GetAsync("/nothing")).Status.ShouldBe(404);
        var labelled = await host.PostToAsync("/feedback", $$"""{"labels":[{"id":"{{id}}-1","label":3}]}""");
        (labelled.Status, labelled.Text).ShouldBe((200, """{"accepted":1}"""));
        (await host.PostToAsync("/feedback", """{"labels":[{"id":"x","label":3}]}""")).Json["code"]!.GetValue<string>().ShouldBe("TR1951");
        (await host.GetAsync("/metrics")).Text.ShouldContain("trestle_prediction_log_written_total 3\n");
        await host.DisposeAsync();
        host = null!;

        var records = Records().ToArray();
        var prediction = records.OfType<PredictionRecord>().Single();
        $"{prediction.Host:x16}-{prediction.Sequence:x}.2".ShouldBe(id);
        (prediction.Version, prediction.Role, prediction.Outputs).ShouldBe((1, 0, 1));
        prediction.Inputs.Numbers(0).ToArray().ShouldBe([1.5, 2.5]);
        prediction.Scores.ShouldBe([1, 1]);
        var refusal = records.OfType<RefusalRecord>().Single();
        (refusal.Status, refusal.Code, refusal.Column).ShouldBe((400, "TR1918", "x"));
        var label = records.OfType<LabelRecord>().Single();
        (label.Id, label.Label, label.Number).ShouldBe(($"{id}-1", "3", 3));
    }

    [Fact]
    public async Task Without_a_journal_there_are_no_ids_and_no_place_for_labels()
    {
        await using var plain = await RunningModel.StartAsync(TaskKind.Binary);
        (await plain.PostAsync("""{"instances":[{"age":1,"plan":"plus"}]}""")).Headers.Contains("X-Trestle-Prediction-Id").ShouldBeFalse();
        var off = await plain.PostToAsync("/feedback", """{"labels":[]}""");
        (off.Status, off.Json["code"]!.GetValue<string>()).ShouldBe((404, "TR1952"));
        (await plain.GetAsync("/metrics")).Text.ShouldNotContain("trestle_journal");
    }

    private async Task StartAsync(params Route[] routes)
    {
        folder.Write(routes);
        host = await RunningModel.StartAsync(
            new ServeOptions { Routes = folder.Table, PredictionLog = folder.PredictionLog, Port = 0 },
            folder.At(routes[0].Package));
    }

    private async Task<List<int>> AnsweredAsync(int keys)
    {
        var versions = new List<int>();
        for (var key = 0; key < keys; key++)
        {
            versions.Add(
                (int)(
                    await host.PostToAsync(
                        "/invocations", Both, ("X-Trestle-Route-Key", $"customer-{key}"))).Predictions[0]!.GetValue<double>());
        }

        return versions;
    }

    /// <summary>A metric, waited for as long as it is below what is expected.</summary>
    private async Task<long> MetricAsync(string name, long least)
    {
        for (var i = 0; ; i++)
        {
            var line = (await host.GetAsync("/metrics")).Text.Split('\n')
                .FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
            var value = line is null ? 0 : long.Parse(line[(name.Length + 1)..]);
            if (value >= least || i == 100)
            {
                value.ShouldBeGreaterThanOrEqualTo(least, name);
                return value;
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private IEnumerable<PredictionLogRecord> Records()
    {
        foreach (var path in Directory.GetFiles(folder.PredictionLog, "*.journal").Order(StringComparer.Ordinal))
        {
            using var segment = new PredictionLogSegment(path);
            foreach (var record in segment.Read(TestContext.Current.CancellationToken))
            {
                yield return record;
            }
        }
    }
}
