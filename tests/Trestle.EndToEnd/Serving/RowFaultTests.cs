using System.Text.Json.Nodes;

using Shouldly;

using Trestle.Core.Schema;
using Trestle.Rows.PredictionLogs;
using Trestle.Serving;

using Xunit;

namespace Trestle.EndToEnd.Serving;

/// <summary>Requests of several rows, some of which are bad.</summary>
public sealed class RowFaultTests(RunningModels models) : IClassFixture<RunningModels>
{
    private const string Infer = "/v2/models/sample-binary/infer";
    private const string Json = "application/json";

    /// <summary>Three rows, of which the second is bad: the body, how it is sent, the error and its column.</summary>
    public static TheoryData<string, string, string, string?> Bodies => new()
    {
        {
            """{"dataframe_records":[{"age":1,"plan":"plus"},{"age":"x","plan":"plus"},{"age":70,"plan":"basic"}]}""",
            Json, "TR1918", "age"
        },
        { """{"dataframe_records":[{"age":1,"plan":"plus"},{"age":2},{"age":70,"plan":"basic"}]}""", Json, "TR1916", "plan" },
        { """{"instances":[{"age":1,"plan":"plus"},{"age":null,"plan":"plus"},{"age":70,"plan":"basic"}]}""", Json, "TR1917", "age" },
        {
            """{"instances":[[1,null,null,null,null,"plus"],[1,1e999,null,null,null,"plus"],[70,null,null,null,null,"basic"]]}""",
            Json, "TR1920", "income"
        },
        {
            """{"dataframe_split":{"columns":["age","plan","joined"],"data":[[1,"plus",null],[1,"plus","2021-02-30"],"""
                + """[70,"basic",null]]}}""", Json, "TR1919", "joined"
        },
        { """{"dataframe_split":{"columns":["age","plan"],"data":[[1,"plus"],[1],[70,"basic"]]}}""", Json, "TR1913", null },
        { """{"inputs":{"age":[1,true,70],"plan":["plus","plus","basic"]}}""", Json, "TR1918", "age" },
        { "age,plan\n1,plus\nx,plus\n70,basic\n", "text/csv", "TR1919", "age" },
        { "age,plan\n1,plus\n2,plus,3\n70,basic\n", "text/csv", "TR1913", null },
        {
            """{"inputs":[{"name":"age","shape":[3],"datatype":"FP64","data":[1,null,70]},"""
                + """{"name":"plan","shape":[3],"datatype":"BYTES","data":["plus","plus","basic"]}]}""", Infer, "TR1917", "age"
        },
        {
            """{"inputs":[{"name":"age","shape":[3],"datatype":"INT8","data":[1,1000,70]},"""
                + """{"name":"plan","shape":[3],"datatype":"BYTES","data":["plus","plus","basic"]}]}""", Infer, "TR1935", "age"
        },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task The_good_rows_are_answered_and_the_bad_one_has_its_fault(string body, string how, string code, string? column)
    {
        var model = models[TaskKind.Binary];
        var good = (await model.PostAsync("""{"instances":[{"age":1,"plan":"plus"},{"age":70,"plan":"basic"}]}""")).Predictions;
        var answer = await SendAsync(model, body, how);
        answer.Status.ShouldBe(200, answer.Text);
        answer.Headers.GetValues("X-Trestle-Faults").Single().ShouldBe("1");
        var faults = how == Infer
            ? JsonNode.Parse(answer.Json["parameters"]!["faults"]!.GetValue<string>())!.AsArray()
            : answer.Json["faults"]!.AsArray();
        var fault = faults.ShouldHaveSingleItem()!;
        (fault["row"]!.GetValue<int>(), fault["code"]!.GetValue<string>(), fault["field"]?.GetValue<string>()).ShouldBe((1, code, column));
        fault["detail"]!.GetValue<string>().ShouldContain("; expected: ");
        if (how == Infer)
        {
            var (labels, probabilities) = (answer.Json["outputs"]![0]!, answer.Json["outputs"]![1]!);
            labels["shape"]!.ToJsonString().ShouldBe("[3]");
            labels["data"]!.AsArray().Select(value => value?.GetValue<string>())
                .ShouldBe([good[0]!["prediction"]!.GetValue<string>(), null, good[1]!["prediction"]!.GetValue<string>()]);
            probabilities["shape"]!.ToJsonString().ShouldBe("[3,2]");
            probabilities["data"]!.AsArray().Select(value => value?.ToJsonString()).ShouldBe(
            [
                Probability(good, 0, "No"), Probability(good, 0, "Yes"), null, null,
                Probability(good, 1, "No"), Probability(good, 1, "Yes"),
            ]);
        }
        else
        {
            answer.Predictions.Select(prediction => prediction?.ToJsonString())
                .ShouldBe([good[0]!.ToJsonString(), null, good[1]!.ToJsonString()]);
        }
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_host_that_is_told_so_refuses_the_request(string body, string how, string code, string? column)
    {
        await using var strict = await RunningModel.StartAsync(TaskKind.Binary, onFault: OnFault.Request);
        var answer = await SendAsync(strict, body, how);
        answer.Status.ShouldBe(400, answer.Text);
        answer.Text.ShouldContain(code);
        var label = $"code=\"{code}\",column=\"{column}\"";
        (await strict.GetAsync("/metrics")).Text.ShouldContain($"trestle_refused_rows_total{{version=\"0\",role=\"live\",{label}}} 3\n");
    }

    [Theory]
    [InlineData("""{"instances":[{"age":"x","plan":"plus"}]}""", 1)]
    [InlineData("""{"instances":[{"age":"x","plan":"plus"},{"age":"y","plan":"plus"}]}""", 2)]
    public async Task A_request_without_any_good_row_is_refused(string body, int rows)
    {
        var answer = await models[TaskKind.Binary].PostAsync(body);
        (answer.Status, answer.Type).ShouldBe((400, "application/problem+json"), answer.Text);
        answer.Json["errors"]!.AsArray().Count.ShouldBe(rows);
        answer.Headers.Contains("X-Trestle-Faults").ShouldBeFalse();
    }

    [Fact]
    public async Task However_many_rows_are_bad_each_has_one_fault()
    {
        var rows = Enumerable.Range(0, 1000).Select(row => row % 10 == 0
            ? """{"age":1,"plan":"plus"}"""
            : """{"age":"x","plan":3,"member":7}""");
        var answer = await models[TaskKind.Binary].PostAsync($$"""{"instances":[{{string.Join(',', rows)}}]}""");
        answer.Status.ShouldBe(200);
        answer.Json["faults"]!.AsArray().Select(fault => fault!["row"]!.GetValue<int>())
            .ShouldBe(Enumerable.Range(0, 1000).Where(row => row % 10 != 0));
        answer.Predictions.Count(prediction => prediction is null).ShouldBe(900);
    }

    [Fact]
    public async Task A_row_counts_as_a_row_in_the_metrics_and_in_the_prediction_log()
    {
        using var folder = new RouteFolder();
        folder.Write(folder.Constant(1));
        await using (var host = await RunningModel.StartAsync(
            new ServeOptions { Routes = folder.Table, PredictionLog = folder.PredictionLog, Port = 0 }, folder.At("v1.trestle")))
        {
            var answer = await host.PostAsync("""{"instances":[{"x":"a"},{"x":1},{"x":"b"},{"x":null},{"x":2}]}""");
            answer.Status.ShouldBe(200, answer.Text);
            var metrics = (await host.GetAsync("/metrics")).Text;
            metrics.ShouldContain("trestle_rows_total{version=\"1\",role=\"live\"} 2\n");
            metrics.ShouldContain("trestle_requests_total{version=\"1\",role=\"live\",status=\"200\"} 1\n");
            metrics.ShouldContain("trestle_refused_rows_total{version=\"1\",role=\"live\",code=\"TR1918\",column=\"x\"} 2\n");
            metrics.ShouldContain("trestle_refused_rows_total{version=\"1\",role=\"live\",code=\"TR1917\",column=\"x\"} 1\n");
        }

        using var segment = new PredictionLogSegment(Directory.GetFiles(folder.PredictionLog).Single());
        var records = segment.Read(TestContext.Current.CancellationToken).ToArray();
        var prediction = records.OfType<PredictionRecord>().Single();
        Enumerable.Range(0, 2).Select(prediction.NumberOf).ShouldBe([1, 4]);
        prediction.Inputs.Numbers(0).ToArray().ShouldBe([1, 2]);
        records.OfType<RefusalRecord>().Select(refusal => (refusal.Status, refusal.Code, refusal.Column, refusal.Rows, refusal.IsRequest))
            .ShouldBe([(200, "TR1918", "x", 2, false), (200, "TR1917", "x", 1, false)]);
    }

    private static string? Probability(JsonArray predictions, int row, string name) =>
        predictions[row]!["probabilities"]![name]!.ToJsonString();

    private static Task<Answer> SendAsync(RunningModel model, string body, string how) =>
        how == Infer ? model.PostToAsync(how, body) : model.PostAsync(body, how);
}
