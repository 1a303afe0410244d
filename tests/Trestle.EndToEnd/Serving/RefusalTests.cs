using System.Text;

using Shouldly;

using Trestle.Core.Schema;

using Xunit;

namespace Trestle.EndToEnd.Serving;

/// <summary>Requests that are refused: each with its status, code, column, row and place.</summary>
public sealed class RefusalTests : IAsyncLifetime
{
    private const string Json = "application/json";
    private const string Csv = "text/csv";

    private RunningModel model = null!;

    public async ValueTask InitializeAsync() => model = await RunningModel.StartAsync(TaskKind.Binary, onFault: OnFault.Request);

    public ValueTask DisposeAsync() => model.DisposeAsync();

    public static TheoryData<string, string?, int, string, string?, int?, string?> Bodies
    {
        get
        {
            static string Records(string rows) => $$"""{"dataframe_records":[{{rows}}]}""";
            const string Good = """{"age":1,"plan":"plus"}""";
            var long64 = new string('x', (64 * 1024) + 1);
            return new()
            {
                // Not JSON.
                { "", Json, 400, "TR1909", null, null, null },
                { "   ", Json, 400, "TR1909", null, null, null },
                { "{", Json, 400, "TR1909", null, null, null },
                { Records(Good)[..^1], Json, 400, "TR1909", null, null, null },
                { Records(Good) + "x", Json, 400, "TR1909", null, null, null },
                { Records(Good) + Records(Good), Json, 400, "TR1909", null, null, null },
                { Records("""{"age":NaN,"plan":"plus"}"""), Json, 400, "TR1909", null, null, null },
                { Records("""{"age":Infinity,"plan":"plus"}"""), Json, 400, "TR1909", null, null, null },
                { Records("""{"age":01,"plan":"plus"}"""), Json, 400, "TR1909", null, null, null },
                { Records(Good + ","), Json, 400, "TR1909", null, null, null },
                { Records("/* */" + Good), Json, 400, "TR1909", null, null, null },
                { Records("""{"age":1,"plan":"\ud800"}"""), Json, 400, "TR1909", null, null, null },
                { Records("""{"age":1,"\ud800":"plus"}"""), Json, 400, "TR1909", null, null, null },
                {
                    $$"""{"dataframe_records":{{new string('[', 9)}}{{new string(']', 9)}}}""",
                    Json, 400, "TR1912", null, null, "/dataframe_records/0"
                },
                {
                    $$"""{"dataframe_records":[{"other":{{new string('[', 9)}}{{new string(']', 9)}}}]}""",
                    Json, 400, "TR1909", null, null, null
                },

                // No rows, or in another shape.
                { "[]", Json, 400, "TR1912", null, null, "" },
                { "3", Json, 400, "TR1912", null, null, "" },
                { "{}", Json, 400, "TR1911", null, null, null },
                { """{"dataframe_record":[]}""", Json, 400, "TR1980", null, null, "" },
                { """{"instances":[],"inputs":[]}""", Json, 400, "TR1911", null, null, null },
                { """{"instances":[],"instances":[]}""", Json, 400, "TR1981", null, null, "" },
                { """{"instances":[],"param":{}}""", Json, 400, "TR1980", null, null, "" },
                { """{"instances":[],"signature_name":"x"}""", Json, 400, "TR1980", null, null, "" },
                { """{"params":{},"instances":[],"params":{}}""", Json, 400, "TR1981", null, null, "" },
                { """{"params":{"output":"full","output":"labels"},"instances":[]}""", Json, 400, "TR1981", null, null, "/params" },
                { """{"dataframe_split":{"column":[],"data":[]}}""", Json, 400, "TR1980", null, null, "/dataframe_split" },
                { Records("""{"age":1,"plan":"plus","more":1,"more":2}"""), Json, 400, "TR1981", null, null, "/dataframe_records" },
                { Records("""{"age":1,"plan":"plus","more":{"a":1,"a":2}}"""), Json, 400, "TR1981", null, null, "/dataframe_records" },
                { """{"inputs":{"age":[1],"plan":["plus"],"more":[1],"more":[2]}}""", Json, 400, "TR1981", null, null, "/inputs" },
                { """{"dataframe_records":{}}""", Json, 400, "TR1912", null, null, "/dataframe_records" },
                { """{"dataframe_records":[1]}""", Json, 400, "TR1912", null, null, "/dataframe_records/0" },
                { """{"instances":{}}""", Json, 400, "TR1912", null, null, "/instances" },
                { """{"instances":[5]}""", Json, 400, "TR1912", null, null, "/instances/0" },
                { """{"instances":[[1,2,"a",true,null,"plus"],{"age":1}]}""", Json, 400, "TR1912", null, null, "/instances/1" },
                { """{"inputs":3}""", Json, 400, "TR1912", null, null, "/inputs" },
                { """{"inputs":{"age":3}}""", Json, 400, "TR1912", null, null, "/inputs/age" },
                { """{"dataframe_split":[]}""", Json, 400, "TR1912", null, null, "/dataframe_split" },
                { """{"dataframe_split":{"columns":["age","plan"]}}""", Json, 400, "TR1912", null, null, "/dataframe_split" },
                { """{"dataframe_split":{"data":[]}}""", Json, 400, "TR1912", null, null, "/dataframe_split" },
                {
                    """{"dataframe_split":{"columns":["age",3],"data":[]}}""",
                    Json, 400, "TR1912", null, null, "/dataframe_split/columns/1"
                },
                {
                    """{"dataframe_split":{"columns":["age","plan"],"data":{}}}""",
                    Json, 400, "TR1912", null, null, "/dataframe_split/data"
                },
                {
                    """{"dataframe_split":{"columns":["age","plan"],"data":[],"data":[]}}""",
                    Json, 400, "TR1981", null, null, "/dataframe_split"
                },

                // Rows that have too much or too little.
                {
                    """{"dataframe_split":{"columns":["age","plan"],"data":[[1,"plus"],[1]]}}""",
                    Json, 400, "TR1913", null, 1, "/dataframe_split/data/1"
                },
                {
                    """{"dataframe_split":{"columns":["age","plan"],"data":[[1,"plus",2]]}}""",
                    Json, 400, "TR1913", null, 0, "/dataframe_split/data/0"
                },
                { """{"instances":[[1,2]]}""", Json, 400, "TR1913", null, 0, "/instances/0" },
                { """{"inputs":{"age":[1,2],"plan":["plus"]}}""", Json, 400, "TR1914", "plan", null, "/inputs/plan" },
                { """{"dataframe_split":{"columns":["age","age"],"data":[]}}""", Json, 400, "TR1915", "age", null, null },
                { """{"inputs":{"age":[1],"age":[1]}}""", Json, 400, "TR1915", "age", null, null },
                { Records("""{"age":1,"plan":"plus","age":2}"""), Json, 400, "TR1915", "age", 0, "/dataframe_records/0/age" },

                // Columns and values.
                { Records(Good + """,{"plan":"plus"}"""), Json, 400, "TR1916", "age", 1, "/dataframe_records/1" },
                { """{"dataframe_split":{"columns":["plan"],"data":[["plus"]]}}""", Json, 400, "TR1916", "age", null, null },
                { """{"inputs":{"age":[1]}}""", Json, 400, "TR1916", "plan", null, null },
                { Records("""{"age":null,"plan":"plus"}"""), Json, 400, "TR1917", "age", 0, "/dataframe_records/0/age" },
                { Records("""{"age":1,"plan":" N/A "}"""), Json, 400, "TR1917", "plan", 0, "/dataframe_records/0/plan" },
                { """{"dataframe_split":{"columns":["more","plan","age"],"data":[[1,"plus",3],"""
                    + """[1,"plus",null]]}}""", Json, 400, "TR1917", "age", 1, "/dataframe_split/data/1/2" },
                { """{"inputs":{"age":[1,null],"plan":["plus","plus"]}}""", Json, 400, "TR1917", "age", 1, "/inputs/age/1" },
                { Records("""{"age":"42","plan":"plus"}"""), Json, 400, "TR1918", "age", 0, "/dataframe_records/0/age" },
                { Records("""{"age":true,"plan":"plus"}"""), Json, 400, "TR1918", "age", 0, "/dataframe_records/0/age" },
                { Records("""{"age":{"a":[1]},"plan":"plus"}"""), Json, 400, "TR1918", "age", 0, "/dataframe_records/0/age" },
                { Records("""{"age":[1],"plan":"plus"}"""), Json, 400, "TR1918", "age", 0, "/dataframe_records/0/age" },
                { Records("""{"age":1,"plan":3}"""), Json, 400, "TR1918", "plan", 0, "/dataframe_records/0/plan" },
                { Records(
                    """{"age":1,"plan":"plus","joined":20210304}"""), Json, 400, "TR1918", "joined", 0, "/dataframe_records/0/joined" },
                { Records("""{"age":1,"plan":"plus","member":2}"""), Json, 400, "TR1918", "member", 0, "/dataframe_records/0/member" },
                { Records("""{"age":1,"plan":"plus","member":0.5}"""), Json, 400, "TR1918", "member", 0, "/dataframe_records/0/member" },
                { Records(
                    """{"age":1,"plan":"plus","member":"perhaps"}"""), Json, 400, "TR1919", "member", 0, "/dataframe_records/0/member" },
                { Records(
                    """{"age":1,"plan":"plus","joined":"04.03.2021"}"""), Json, 400, "TR1919", "joined", 0, "/dataframe_records/0/joined" },
                { Records(
                    """{"age":1,"plan":"plus","joined":"2021-02-30"}"""), Json, 400, "TR1919", "joined", 0, "/dataframe_records/0/joined" },
                { Records("""{"age":1e400,"plan":"plus"}"""), Json, 400, "TR1920", "age", 0, "/dataframe_records/0/age" },
                { Records($$"""{"age":1,"plan":"{{long64}}"}"""), Json, 400, "TR1921", "plan", 0, "/dataframe_records/0/plan" },

                // Parameters.
                { """{"params":{"threshold":0.5},"instances":[]}""", Json, 400, "TR1922", null, null, "/params" },
                { """{"params":{"output":"all"},"instances":[]}""", Json, 400, "TR1923", null, null, "/params/output" },
                { """{"params":{"output":1},"instances":[]}""", Json, 400, "TR1923", null, null, "/params/output" },
                { """{"params":[],"instances":[]}""", Json, 400, "TR1912", null, null, "/params" },

                // CSV.
                { "", Csv, 400, "TR1924", null, null, null },
                { "\n\r\n", Csv, 400, "TR1924", null, null, null },
                { "age,plan\n1,\"plus", Csv, 400, "TR1925", null, null, null },
                { "age,plan\n1,\"plus\"x\n", Csv, 400, "TR1925", null, null, null },
                { "age,plan\n1,plus\n1\n", Csv, 400, "TR1913", null, 1, null },
                { "age,plan\n1,plus,3\n", Csv, 400, "TR1913", null, 0, null },
                { "age\n1\n", Csv, 400, "TR1916", "plan", null, null },
                { "age,plan,age\n1,plus,1\n", Csv, 400, "TR1915", "age", null, null },
                { "age,plan\nx,plus\n", Csv, 400, "TR1919", "age", 0, null },
                { "age,plan\nNaN,plus\n", Csv, 400, "TR1917", "age", 0, null },
                { "age,plan\n,plus\n", Csv, 400, "TR1917", "age", 0, null },
                { "age,plan,joined\n1,plus,soon\n", Csv, 400, "TR1919", "joined", 0, null },
                { $"age,plan\n1,{long64}\n", Csv, 400, "TR1921", "plan", 0, null },

                // Content types.
                { Records(Good), null, 415, "TR1905", null, null, null },
                { Records(Good), "text/plain", 415, "TR1905", null, null, null },
                { Records(Good), "application/jsonx", 415, "TR1905", null, null, null },
                { Records(Good), "application/json; charset=utf-16", 415, "TR1905", null, null, null },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_bad_body_is_refused_with_its_reason(
        string body, string? type, int status, string code, string? field, int? row, string? place)
    {
        var answer = await model.PostAsync(body, type);
        answer.Status.ShouldBe(status, answer.Text);
        answer.Type.ShouldBe("application/problem+json");
        var problem = answer.Json;
        problem["type"]!.GetValue<string>().ShouldBe($"urn:trestle:{code}", answer.Text);
        problem["code"]!.GetValue<string>().ShouldBe(code);
        problem["status"]!.GetValue<int>().ShouldBe(status);
        problem["title"]!.GetValue<string>().ShouldNotBeEmpty();
        problem["detail"]!.GetValue<string>().ShouldContain("; expected: ");
        (problem["field"]?.GetValue<string>()).ShouldBe(field);
        (problem["row"]?.GetValue<int>()).ShouldBe(row);
        (problem["pointer"]?.GetValue<string>()).ShouldBe(place);
        problem["errors"]!.AsArray()[0]!["code"]!.GetValue<string>().ShouldBe(code);
        (await model.PostAsync("""{"instances":[{"age":1,"plan":"plus"}]}""")).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("""{"instances":[{"age":1,}]}""", 23)]
    [InlineData("{\n  \"instances\": [\n    nul\n]}", 23)]
    [InlineData("x", 0)]
    public async Task Broken_json_is_located(string body, int position) =>
        (await model.PostAsync(body)).Json["detail"]!.GetValue<string>().ShouldContain($"from byte {position} on");

    [Fact]
    public async Task All_mistakes_are_told_up_to_twenty()
    {
        var answer = await model.PostAsync("""{"dataframe_records":[{"age":"x","member":7},{"age":1,"plan":2},{"age":3,"plan":"plus"}]}""");
        answer.Json["errors"]!.AsArray().Select(error => $"{error!["code"]} {error["row"]} {error["field"]}")
            .ShouldBe(["TR1918 0 age", "TR1918 0 member", "TR1916 0 plan", "TR1918 1 plan"]);

        var rows = string.Join(',', Enumerable.Repeat("""{"age":"x","plan":"plus"}""", 1000));
        var many = await model.PostAsync($$"""{"dataframe_records":[{{rows}}]}""");
        many.Json["errors"]!.AsArray().Count.ShouldBe(20);
    }

    [Fact]
    public async Task Values_are_never_echoed()
    {
        foreach (var body in new[]
        {
            """{"instances":[{"age":"SECRET","city":"SECRET","joined":"SECRET","member":"SECRET","plan":"plus"}]}""",
            """{"instances":[{"age":1,"city":["SECRET"],"plan":null}]}""",
            """{"instances":[{"age":SECRET}]}""",
            """{"params":{"SECRET":1},"instances":[]}""",
            """{"SECRET":[]}""",
        })
        {
            var answer = await model.PostAsync(body);
            answer.Status.ShouldBe(400);
            answer.Text.ShouldNotContain("SECRET");
        }
    }

    [Fact]
    public async Task Bytes_that_are_no_utf8_are_refused()
    {
        byte[] bad = [.. "{\"instances\":[{\"age\":1,\"plan\":\""u8, 0xFF, .. "\"}]}"u8];
        (await model.PostAsync(bad)).Json["code"]!.GetValue<string>().ShouldBe("TR1910");
        (await model.PostAsync(bad, Csv)).Json["code"]!.GetValue<string>().ShouldBe("TR1910");
        (await model.PostAsync(Encoding.Unicode.GetBytes("{}"))).Status.ShouldBe(400);
    }

    [Theory]
    [InlineData("GET", "/", 404, "TR1903", null)]
    [InlineData("POST", "/invocations/", 404, "TR1903", null)]
    [InlineData("GET", "/../../etc/passwd", 404, "TR1903", null)]
    [InlineData("GET", "/invocations", 405, "TR1904", "POST")]
    [InlineData("PUT", "/invocations", 405, "TR1904", "POST")]
    [InlineData("POST", "/ping", 405, "TR1904", "GET, HEAD")]
    public async Task Another_path_or_method_is_refused(string method, string path, int status, string code, string? allow)
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(method), path)
        { Content = method == "GET" ? null : new StringContent("x") };
        var answer = await model.SendAsync(request);
        (answer.Status, answer.Json["code"]!.GetValue<string>()).ShouldBe((status, code));
        (answer.Allow.Count == 0 ? null : string.Join(", ", answer.Allow)).ShouldBe(allow);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_whether_it_says_so_or_not()
    {
        await using var small = await RunningModel.StartAsync(TaskKind.Binary, mostBytes: 1000);
        foreach (var chunked in new[] { false, true })
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Post, "/invocations")
            { Content = new StringContent(new string(' ', 5000), Encoding.UTF8, Json) };
            request.Headers.TransferEncodingChunked = chunked;
            var answer = await small.SendAsync(request);
            (answer.Status, answer.Json["code"]!.GetValue<string>()).ShouldBe((413, "TR1906"));
        }

        (await small.PostAsync("""{"instances":[{"age":1,"plan":"plus"}]}""")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Too_many_rows_are_refused()
    {
        var answer = await model.PostAsync("age,plan\n" + string.Concat(Enumerable.Repeat("1,p\n", 100_001)), Csv);
        (answer.Status, answer.Json["code"]!.GetValue<string>()).ShouldBe((413, "TR1907"));
        (
            await model.PostAsync(
                "age,plan\n" + string.Concat(Enumerable.Repeat("1,p\n", 100_000)), Csv, "?output=scores")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_row_that_the_model_cannot_score_is_told()
    {
        await using var linear = await RunningModel.StartAsync(TaskKind.Regression);
        var answer = await linear.PostAsync("""{"instances":[{"age":1.797e308,"plan":"plus"}]}""");
        answer.Status.ShouldBe(422, answer.Text);
        answer.Type.ShouldBe("application/problem+json");
    }
}
