using System.Text.Json.Nodes;

using Shouldly;

using Trestle.Core.Routing;
using Trestle.Core.Schema;
using Trestle.Rows.Blocks;
using Trestle.Rows.Steps.Parsing;
using Trestle.Serving;
using Trestle.Testing;

using Xunit;

namespace Trestle.EndToEnd.Serving;

/// <summary>The Open Inference Protocol: the same bits as <c>/invocations</c>, metadata, paths and refusals.</summary>
public sealed class OpenInferenceTests(RunningModels models) : IClassFixture<RunningModels>
{
    private const string Infer = "/v2/models/sample-binary/infer";

    private const string Good = """
        {"name":"age","shape":[2],"datatype":"FP64","data":[42,23]},
        {"name":"income","shape":[2,1],"datatype":"FP64","data":[[5e4],[null]]},
        {"name":"city","shape":[2],"datatype":"BYTES","data":["Bern",null]},
        {"name":"member","shape":[2],"datatype":"BOOL","data":[true,false]},
        {"name":"joined","shape":[2],"datatype":"BYTES","data":["2021-03-04",null]},
        {"name":"plan","shape":[2],"datatype":"BYTES","data":["plus","basic"]}
        """;

    [Theory]
    [InlineData(TaskKind.Binary)]
    [InlineData(TaskKind.Multiclass)]
    [InlineData(TaskKind.Regression)]
    public async Task It_answers_with_the_bits_of_invocations(TaskKind task)
    {
        var model = models[task];
        for (var seed = 1; seed <= 10; seed++)
        {
            var rows = SamplePackages.Rows(seed * 5, seed);
            var expected = model.Scorer.Score(rows);
            var answer = await model.PostToAsync($"/v2/models/sample-{task.ToString().ToLowerInvariant()}/infer", Tensors(rows));
            answer.Status.ShouldBe(200, answer.Text);
            var outputs = answer.Json["outputs"]!.AsArray();
            if (task == TaskKind.Regression)
            {
                Bits(outputs.Single()!).ShouldBe(Array.ConvertAll(expected.Values, BitConverter.DoubleToInt64Bits));
                continue;
            }

            outputs.Count.ShouldBe(2);
            var classes = task == TaskKind.Binary ? 2 : 3;
            outputs[0]!["data"]!.AsArray().Select(value => value!.GetValue<string>())
                .ShouldBe(Enumerable.Range(0, rows.Rows).Select(row => model.Scorer.Label(expected, row)!));
            outputs[1]!["shape"]!.ToJsonString().ShouldBe($"[{rows.Rows},{classes}]");
            Bits(outputs[1]!)
                .ShouldBe(
                    Enumerable.Range(0, rows.Rows * classes).Select(
                        i => BitConverter.DoubleToInt64Bits(expected.Probability(i / classes, i % classes))));
        }
    }

    [Fact]
    public async Task Tensors_mean_the_rows_of_invocations_in_every_form()
    {
        var model = models[TaskKind.Binary];
        var expected = (
            await model.PostAsync(
                """{"instances":[[42,50000,"Bern",true,"2021-03-04","plus"],"""
                    + """[23,null,null,false,null,"basic"]],"params":{"output":"scores"}}"""))
            .Predictions.Select(value => value!.GetValue<double>()).ToArray();
        foreach (var inputs in new[]
        {
            Good,
            Good.Replace("FP64", "FP32"),
            Good.Replace("FP64", "INT64").Replace("5e4", "50000"),
            Good.Replace("\"FP64\"", "\"UINT16\"").Replace("5e4", "50000"),
            Good.Replace("\"BOOL\",\"data\":[true,false]", "\"INT8\",\"data\":[1,0]"),
            Good.Replace("\"BOOL\",\"data\":[true,false]", "\"BYTES\",\"data\":[\"yes\",\"no\"]"),
            Good.Replace("\"shape\":[2],", "\"shape\":[2,1],"),
            Good + """,{"name":"more","shape":[7,7],"datatype":"BOOL","data":[]}""",
            """{"data":["plus","basic"],"parameters":{"x":1},"datatype":"BYTES","shape":[2],"name":"pl\u0061n"},""" + string.Join(
                '\n', Good.Split('\n')[..5]).TrimEnd(','),
        })
        {
            var answer = await model.PostToAsync(
                Infer,
                "{\"inputs\":[" + inputs + """],"id":"a\"é","parameters":{"p":true},"outputs":[{"name":"probabilities","parameters":"""
                    + """{"binary_data":false}}]}""");
            answer.Status.ShouldBe(200, inputs + answer.Text);
            answer.Json["id"]!.GetValue<string>().ShouldBe("a\"é");
            answer.Json["model_name"]!.GetValue<string>().ShouldBe("sample-binary");
            answer.Json["outputs"]!.AsArray().Single()!["data"]!.AsArray().Select(value => value!.GetValue<double>())
                .ShouldBe([1 - expected[0], expected[0], 1 - expected[1], expected[1]]);
            answer.Headers.Contains("X-Trestle-Ignored-Columns").ShouldBe(inputs.Contains("more"));
        }
    }

    [Fact]
    public async Task One_tensor_holds_all_columns_in_the_contracts_order()
    {
        using var folder = new RouteFolder();
        var contents = ConstantPackages.Contents(RouteFolder.Model, "x", 4);
        folder.Write(folder.Add(4, contents));
        await using var host = await RunningModel.StartAsync(
            new ServeOptions { Routes = folder.Table, Port = 0, Policy = new RequestPolicy { OnFault = OnFault.Request } },
            folder.At("v4.trestle"));
        foreach (var input in new[]
        {
            """{"name":"input-0","shape":[3,1],"datatype":"FP32","data":[1,2.5,null]}""",
            """{"name":"input-0","shape":[3,1],"datatype":"FP64","data":[[1],[2],[3]]}""",
        })
        {
            var answer = await host.PostToAsync("/v2/models/sample/versions/4/infer", "{\"inputs\":[" + input + "]}");
            // The contract's column has no missing values.
            (answer.Status == 200 || input.Contains("null")).ShouldBeTrue(answer.Text);
            answer.Text.ShouldBe(input.Contains("null")
                ? """{"error":"TR1917: column 'x' has no value, at row 2,"""
                    + """ column 'x'; expected: a number; add a value; the column must have one"}"""
                : """{"model_name":"sample","model_version":"4","outputs":[{"name":"prediction","datatype":"FP64","shape":[3],"data":"""
                    + """[4,4,4]}]}""");
        }

        // Texts do not come as numbers: the column is named.
        var refused = await models[TaskKind.Binary].PostToAsync(
            Infer, """{"inputs":[{"name":"i","shape":[1,6],"datatype":"FP64","data":[1,2,3,4,5,6]}]}""");
        refused.Status.ShouldBe(400);
        refused.Json["error"]!.GetValue<string>().ShouldStartWith("TR1934: column 'city' comes as FP64");
    }

    [Fact]
    public async Task It_says_what_it_is_and_what_its_models_are()
    {
        var model = models[TaskKind.Binary];
        (await model.GetAsync("/v2")).Text.ShouldBe("""{"name":"trestle","version":"0.1.0","extensions":["binary_tensor_data"]}""");
        (await model.GetAsync("/v2/health/live")).Text.ShouldBe("""{"live":true}""");
        (await model.GetAsync("/v2/health/ready")).Text.ShouldBe("""{"ready":true}""");
        (await model.GetAsync("/v2/models/sample-binary/ready")).Text.ShouldBe("""{"name":"sample-binary","ready":true}""");
        (await model.GetAsync("/v2/models/sample-binary")).Text.ShouldBe(
            """{"name":"sample-binary","versions":[],"platform":"trestle_lightgbm","inputs":[{"name":"age","datatype":"FP64","shape":"""
                + """[-1]},{"name":"income","datatype":"FP64","shape":[-1]},"""
            + """{"name":"city","datatype":"BYTES","shape":[-1]},{"name":"member","datatype":"BOOL","shape":[-1]},"""
            + """{"name":"joined","datatype":"BYTES","shape":[-1]},{"name":"plan","datatype":"BYTES","shape":[-1]}"""
            + """],"outputs":[{"name":"prediction","datatype":"BYTES","shape":[-1]},"""
            + """{"name":"probabilities","datatype":"FP64","shape":[-1,2],"parameters":{"classes":"[\u0022No\u0022,"""
            + """\u0022Yes\u0022]"}}]}""");
    }

    [Fact]
    public async Task A_version_that_is_named_answers_itself_unless_it_is_a_shadow()
    {
        using var folder = new RouteFolder();
        folder.Write(folder.Constant(1), folder.Constant(3, RouteRole.Canary, 0), folder.Constant(5, RouteRole.Shadow));
        await using var host = await RunningModel.StartAsync(new ServeOptions { Routes = folder.Table, Port = 0 }, folder.At("v1.trestle"));
        (await host.GetAsync("/v2/models/sample")).Json["versions"]!.ToJsonString().ShouldBe("""["1","3"]""");
        const string Body = """{"inputs":[{"name":"x","shape":[1],"datatype":"FP64","data":[1]}]}""";
        (await host.PostToAsync("/v2/models/sample/infer", Body)).Json["model_version"]!.GetValue<string>().ShouldBe("1");
        var canary = await host.PostToAsync("/v2/models/sample/versions/3/infer", Body);
        canary.Text.ShouldBe(
            """{"model_name":"sample","model_version":"3","outputs":[{"name":"prediction","datatype":"FP64","shape":[1],"data":[3]}]}""");
        canary.Headers.GetValues("X-Trestle-Model").Single().ShouldStartWith("sample/3/");
        foreach (var other in new[] { "5", "2", "03", "+3", " 3", "3 ", "", "latest", "0" })
        {
            var absent = await host.PostToAsync($"/v2/models/sample/versions/{Uri.EscapeDataString(other)}/infer", Body);
            absent.Status.ShouldBe(404, other);
            absent.Text.ShouldContain(other.Length > 0 ? "TR1937: " : "TR19");
        }
    }

    [Theory]
    [InlineData("/v2/")]
    [InlineData("/v2/models")]
    [InlineData("/v2/models/")]
    [InlineData("/v2/models/other")]
    [InlineData("/v2/models/SAMPLE-BINARY")]
    [InlineData("/v2/models/sample-binary/")]
    [InlineData("/v2/models/sample-binary/versions")]
    [InlineData("/v2/models/sample-binary/versions/1")]
    [InlineData("/v2/models/sample-binary/versions/1/ready/more")]
    [InlineData("/v2/models/sample-binary/ready/more")]
    [InlineData("/v2/models/..%2F..%2Fetc%2Fpasswd")]
    [InlineData("/v2/models/..%2fsample-binary")]
    [InlineData("/v2/models/%252e%252e%252fsample-binary")]
    [InlineData("/v2/models/%2573ample-binary")]
    [InlineData("/v2/models/sample-binary%00")]
    [InlineData("/v2/models/sample-binary%2f")]
    [InlineData("/v2/models/%5C..%5Csample-binary")]
    [InlineData("/v2/models//sample-binary")]
    [InlineData("/v2/models//etc/passwd")]
    [InlineData("/v2/health")]
    [InlineData("/v2/health/readiness")]
    [InlineData("/v2/models/a/b/c/d/e/f/g/h/i/j")]
    public async Task A_path_that_is_not_one_leads_nowhere(string path)
    {
        // Sent as it is: a client's library would tidy it up.
        var (status, body) = await RawRequest.GetAsync(models[TaskKind.Binary].Client.BaseAddress!, path);
        status.ShouldBeOneOf(path.Contains("%00") ? [400, 404] : [404]);
        if (status == 404)
        {
            JsonNode.Parse(body)!["error"]!.GetValue<string>().ShouldMatch("^TR19(03|37): ");
        }
    }

    public static TheoryData<string, string, string> Refused => new()
    {
        { "", "TR1909", "byte 0" },
        { "[]", "TR1912", "body" },
        { "{}", "TR1912", "/inputs" },
        { """{"inputs":{}}""", "TR1912", "/inputs" },
        { Inputs("""{"name":"age","shape":[1],"datatype":"FP64","data":[1]}""", Plan)[..^1] + ",\"inputs\":[]}", "TR1981", "body" },
        { """{"inputs":[{"\ud800":1}]}""", "TR1909", "" },
        { """{"inputs":[{"name":"age","datatype":"\ud800","shape":[1],"data":[1]}]}""", "TR1933", "/inputs/0/datatype" },
        { """{"inputs":[]}""", "TR1916", "column 'age'" },
        { """{"inputs":[3]}""", "TR1912", "/inputs/0" },
        { """{"inputs":[{}]}""", "TR1912", "a name" },
        { Inputs("""{"name":"age","datatype":"FP64","data":[1]}"""), "TR1912", "a shape" },
        { Inputs("""{"name":"age","shape":[1],"datatype":"FP64"}"""), "TR1912", "data, as JSON" },
        { Inputs("""{"name":"age","shape":[1],"data":[1]}"""), "TR1933", "tensor 0" },
        { Inputs("""{"name":"age","shape":[1],"datatype":"DOUBLE","data":[1]}"""), "TR1933", "tensor 0" },
        { Inputs("""{"name":"age","shape":[],"datatype":"FP64","data":[1]}"""), "TR1912", "/inputs/0" },
        { Inputs("""{"name":"age","shape":[-1],"datatype":"FP64","data":[1]}"""), "TR1912", "/inputs/0" },
        { Inputs("""{"name":"age","shape":[1.5],"datatype":"FP64","data":[1]}"""), "TR1912", "/inputs/0" },
        { Inputs("""{"name":"age","shape":[1,1,1],"datatype":"FP64","data":[1]}"""), "TR1912", "/inputs/0" },
        { Inputs("""{"name":"age","shape":[99999999999],"datatype":"FP64","data":[1]}"""), "TR1907", "too many rows" },
        { Inputs("""{"name":"age","shape":[99999999999999999999],"datatype":"FP64","data":[1]}"""), "TR1912", "/inputs/0" },
        { Inputs("""{"name":"age","shape":[2],"datatype":"FP64","data":[1]}"""), "TR1932", "column 'age'" },
        { Inputs("""{"name":"age","shape":[1],"datatype":"FP64","data":[1,2]}"""), "TR1932", "column 'age'" },
        { Inputs("""{"name":"age","shape":[1],"datatype":"FP64","data":[[1]]}"""), "TR1932", "column 'age'" },
        { Inputs("""{"name":"age","shape":[2,1],"datatype":"FP64","data":[[1,2]]}"""), "TR1932", "column 'age'" },
        { Inputs("""{"name":"age","shape":[2,1],"datatype":"FP64","data":[[[1]],[[2]]]}"""), "TR1935", "row 0, column 'age'" },
        { Inputs("""{"name":"age","shape":[0,0],"datatype":"FP64","data":[]}"""), "TR1932", "[rows" },
        { Inputs("""{"name":"age","shape":[1],"datatype":"BYTES","data":["1"]}"""), "TR1934", "column 'age'" },
        { Inputs("""{"name":"plan","shape":[1],"datatype":"INT8","data":[1]}"""), "TR1934", "column 'plan'" },
        { Inputs("""{"name":"age","shape":[1],"datatype":"INT8","data":[128]}""", Plan), "TR1935", "row 0, column 'age'" },
        { Inputs("""{"name":"age","shape":[1],"datatype":"INT64","data":[1.5]}""", Plan), "TR1935", "row 0, column 'age'" },
        { Inputs("""{"name":"age","shape":[1],"datatype":"UINT8","data":[-1]}""", Plan), "TR1935", "row 0, column 'age'" },
        { Inputs("""{"name":"age","shape":[1],"datatype":"FP64","data":["1"]}""", Plan), "TR1935", "row 0, column 'age'" },
        { Inputs("""{"name":"age","shape":[1],"datatype":"FP64","data":[{"a":[1]}]}""", Plan), "TR1935", "row 0, column 'age'" },
        { Inputs("""{"name":"age","shape":[1],"datatype":"FP64","data":[null]}""", Plan), "TR1917", "row 0, column 'age'" },
        { Inputs("""{"name":"age","shape":[1],"datatype":"FP64","data":[1e400]}""", Plan), "TR1920", "row 0, column 'age'" },
        { Inputs("""{"name":"age","shape":[2],"datatype":"FP64","data":[1,2]}""", Plan), "TR1914", "column 'plan'" },
        { Inputs(
            """{"name":"age","shape":[1],"datatype":"FP64","data":[1]}""",
            """{"name":"age","shape":[1],"datatype":"FP64","data":[1]}"""), "TR1915", "column 'age'" },
        { Inputs("""{"name":"age","shape":[1],"datatype":"FP64","data":[1]}"""), "TR1916", "column 'plan'" },
        { """{"outputs":[{"name":"score"}],"inputs":[]}""", "TR1936", "/outputs" },
        { """{"outputs":[{"name":"prediction"},{"name":"prediction"}],"inputs":[]}""", "TR1936", "/outputs" },
        { """{"outputs":[{}],"inputs":[]}""", "TR1936", "/outputs" },
        { """{"id":7,"inputs":[]}""", "TR1912", "/id" },
        { """{"input":[],"inputs":[]}""", "TR1980", "did you mean 'inputs'?" },
        { """{"parameters":{"a":1,"a":2},"inputs":[]}""", "TR1981", "/parameters" },
        { Inputs("""{"name":"age","shape":[1],"datatype":"FP64","datatyp":"FP64","data":[1]}"""), "TR1980", "did you mean 'datatype'?" },
        { Inputs("""{"name":"age","shape":[1],"shape":[1],"datatype":"FP64","data":[1]}"""), "TR1981", "'shape'" },
        { """{"outputs":[{"nme":"prediction"}],"inputs":[]}""", "TR1980", "did you mean 'name'?" },
        { $$"""{"id":"{{new string('x', 2000)}}","inputs":[]}""", "TR1912", "/id" },
    };

    private const string Plan = """{"name":"plan","shape":[1],"datatype":"BYTES","data":["plus"]}""";

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_bad_body_is_refused_and_the_field_is_named(string body, string code, string named)
    {
        var answer = await models[TaskKind.Binary].PostToAsync(Infer, body);
        answer.Status.ShouldBe(code == "TR1907" ? 413 : 400, answer.Text);
        answer.Type.ShouldBe("application/json");
        answer.Json.AsObject().Select(member => member.Key).ShouldBe(["error"]);
        answer.Json["error"]!.GetValue<string>().ShouldStartWith($"{code}: ");
        answer.Json["error"]!.GetValue<string>().ShouldContain(named);
    }

    [Fact]
    public async Task Wrong_methods_and_content_types_are_refused_in_the_protocols_form()
    {
        var model = models[TaskKind.Binary];
        var wrong = await model.GetAsync(Infer);
        (wrong.Status, wrong.Allow.Single()).ShouldBe((405, "POST"));
        wrong.Json["error"]!.GetValue<string>().ShouldStartWith("TR1904: ");
        using var binary = new HttpRequestMessage(HttpMethod.Post, Infer) { Content = new ByteArrayContent([1, 2]) };
        binary.Content.Headers.ContentType = new("application/octet-stream");
        (await model.SendAsync(binary)).Status.ShouldBe(415);
        (await model.PostToAsync("/v2/health/live", "{}")).Status.ShouldBe(405);
    }

    [Fact]
    public async Task Prediction_of_no_rows_is_no_rows()
    {
        var none = Good.Replace("[2]", "[0]").Replace("[2,1]", "[0,1]");
        none = System.Text.RegularExpressions.Regex.Replace(none, "\"data\":.*}", "\"data\":[]}");
        (await models[TaskKind.Binary].PostToAsync(Infer, $$"""{"inputs":[{{none}}]}""")).Text.ShouldBe(
            """{"model_name":"sample-binary","outputs":[{"name":"prediction","datatype":"BYTES","shape":[0],"data":[]},"""
                + """{"name":"probabilities","datatype":"FP64","shape":[0,2],"data":[]}]}""");
    }

    private static string Inputs(params string[] tensors) => $$"""{"inputs":[{{string.Join(',', tensors)}}]}""";

    private static long[] Bits(JsonNode output) =>
        [.. output["data"]!.AsArray().Select(value => BitConverter.DoubleToInt64Bits(value!.GetValue<double>()))];

    /// <summary>The rows as a client would send them: numbers as numbers, words for "no value" as they are.</summary>
    private static string Tensors(RowBlock rows)
    {
        JsonNode? Value(int column, int row) => rows.Texts(column)[row] is not { } text ? null
            : column < 2 ? ValueParser.TryNumber(text, '.', out var number) ? JsonValue.Create(number) : null
            : JsonValue.Create(text);
        return new JsonObject
        {
            ["inputs"] = new JsonArray([.. Enumerable.Range(0, rows.Schema.Count).Select(column => new JsonObject
            {
                ["name"] = rows.Schema[column].Name,
                ["shape"] = new JsonArray(rows.Rows),
                ["datatype"] = column < 2 ? "FP64" : "BYTES",
                ["data"] = new JsonArray([.. Enumerable.Range(0, rows.Rows).Select(row => Value(column, row))]),
            })]),
        }.ToJsonString();
    }
}
