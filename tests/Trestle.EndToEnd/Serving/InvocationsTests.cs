using System.Text.Json;
using System.Text.Json.Nodes;

using Shouldly;

using Trestle.Core.Schema;
using Trestle.Rows.Blocks;
using Trestle.Rows.Steps.Parsing;
using Trestle.Testing;

using Xunit;

namespace Trestle.EndToEnd.Serving;

/// <summary>Requests that are answered, in every form, and the same bits however they are asked.</summary>
public sealed class InvocationsTests(RunningModels models) : IClassFixture<RunningModels>
{
    private const string First = """{"age":42,"income":5e4,"city":"Bern","member":true,"joined":"2021-03-04","plan":"plus"}""";
    private const string Second = """{"age":23,"income":null,"city":null,"member":0,"joined":null,"plan":"basic"}""";

    public static TheoryData<string, string> Forms => new()
    {
        { "dataframe_split", """{"dataframe_split":{"columns":["age","income","city","member","joined","plan"],"data":[[42,5e4,"Bern","""
            + """true,"2021-03-04","plus"],[23,null,null,0,null,"basic"]]}}""" },
        { "dataframe_split, data first, with index and another column", """{"dataframe_split":{"index":[0,1],"data":[["plus",[1,"""
            + """{"a":2}],42,50000.0,"Bern",1,"2021-03-04"],["basic",null,23,null,null,false,null]],"columns":"""
            + """["plan","other","age","income","city","member","joined"]}}""" },
        { "dataframe_records", $$"""{"dataframe_records":[{{First}},{{Second}}]}""" },
        { "dataframe_records, gaps left out, other order", $$"""{ "dataframe_records" : [ {{First}}, """
            + """{"plan":"basic","age":23,"member":false} ] , "params": null, "client_request_id": "x" }""" },
        { "dataframe_records, escaped", """{"dataframe_records":["""
            + """{"\u0061ge":42,"income":50000,"city":"B\u0065rn","member":"yes","joined":" 2021-03-04 ","plan":"plus"},"""
            + """{"age":23,"plan":"b\u0061sic","member":"F","joined":"n/a"}]}""" },
        { "instances, objects", $$"""{"instances":[{{First}},{{Second}}]}""" },
        { "instances, lists", """{"instances":[[42,50000,"Bern",true,"2021-03-04","plus"],[23,null,null,false,null,"basic"]]}""" },
        { "inputs, columns", """{"inputs":{"age":[42,23],"income":[50000,null],"city":["Bern",null],"member":[true,0],"joined":"""
            + """["2021-03-04",null],"plan":["plus","basic"],"more":[1,2,3]}}""" },
        { "inputs, objects", $$"""{"params":{},"inputs":[{{First}},{{Second}}]}""" },
        { "CSV", "age,income,city,member,joined,plan\n42,5e4,Bern,1,2021-03-04,plus\n23,,NA,0,,basic\n" },
        { "CSV, quoted, CRLF, empty lines, no last newline", "\uFEFF\"plan\",age,\"more\",income,city,member,joined\r\n\r\nplus,42,\"x "
            + "\"\"y\"\"\nz\",\"50,000\", Bern ,true,\"2021-03-04\"\r\n\"basic\",23,,,\"\",no," },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Every_form_means_the_same_rows(string name, string body)
    {
        var model = models[TaskKind.Binary];
        var rows = new TableBuilder()
            .Numbers("age", 42, 23).Numbers("income", 50_000, double.NaN).Texts("city", "Bern", null)
            .Texts("member", "true", "false").Texts("joined", "2021-03-04", null).Texts("plan", "plus", "basic").Block();
        var expected = model.Scorer.Score(rows);

        var answer = await model.PostAsync(body, name.StartsWith("CSV", StringComparison.Ordinal) ? "text/csv" : "application/json");
        answer.Status.ShouldBe(200, answer.Text);
        answer.Type.ShouldBe("application/json");
        answer.Predictions.Count.ShouldBe(2);
        for (var row = 0; row < 2; row++)
        {
            answer.Predictions[row]!["prediction"]!.GetValue<string>().ShouldBe(model.Scorer.Label(expected, row));
            Probability(answer, row, "Yes").ShouldBe(expected.Values[row]);
            Probability(answer, row, "No").ShouldBe(1 - expected.Values[row]);
        }

        var extra = name.Contains("another column")
            || name.StartsWith("inputs, columns", StringComparison.Ordinal)
            || name.StartsWith("CSV, quoted", StringComparison.Ordinal);
        answer.Headers.TryGetValues("X-Trestle-Ignored-Columns", out var ignored).ShouldBe(extra);
        (ignored?.Single()).ShouldBe(extra ? "1" : null);
        answer.Headers.GetValues("X-Trestle-Model").Single().ShouldBe($"sample-binary/{model.Scorer.Package.Hash.ToString()[..12]}");
    }

    [Fact]
    public async Task The_answer_has_the_form_that_was_asked_for()
    {
        var binary = models[TaskKind.Binary];
        var record = "{\"dataframe_records\":[" + First + "],\"params\":{\"output\":\"OUTPUT\"}}";
        async Task<string> Ask(TaskKind task, string output) => (await models[task].PostAsync(record.Replace("OUTPUT", output))).Text;

        var score = JsonDocument.Parse(await Ask(TaskKind.Binary, "scores")).RootElement.GetProperty("predictions")[0].GetDouble();
        (await Ask(TaskKind.Binary, "scores")).ShouldBe($$"""{"predictions":[{{score:R}}]}""");
        (await Ask(TaskKind.Binary, "labels")).ShouldBe(score >= 0.4 ? "{\"predictions\":[\"Yes\"]}" : "{\"predictions\":[\"No\"]}");
        var (no, yes, label) = ($"{1 - score:R}", $"{score:R}", score >= 0.4 ? "Yes" : "No");
        (await Ask(TaskKind.Binary, "full"))
            .ShouldBe("{\"predictions\":[{\"prediction\":\"" + label + "\",\"probabilities\":{\"No\":" + no + ",\"Yes\":" + yes + "}}]}");

        var several = JsonNode.Parse(await Ask(TaskKind.Multiclass, "scores"))!["predictions"]![0]!.AsArray()
            .Select(value => value!.GetValue<double>()).ToArray();
        several.Length.ShouldBe(3);
        several.Sum().ShouldBe(1, 1e-9);
        JsonNode.Parse(await Ask(TaskKind.Multiclass, "full"))!["predictions"]![0]!["probabilities"]!.AsObject()
            .Select(entry => (entry.Key, entry.Value!.GetValue<double>()))
                .ShouldBe([("low", several[0]), ("mid\"dle", several[1]), ("höch", several[2])]);
        (await Ask(TaskKind.Multiclass, "labels"))
            .ShouldContain(new[] { "low", "mid\\\"dle", "höch" }[Array.IndexOf(several, several.Max())]);

        var value = await Ask(TaskKind.Regression, "full");
        (await Ask(TaskKind.Regression, "labels")).ShouldBe(value);
        JsonNode.Parse(value)!["predictions"]![0]!.GetValue<double>().ShouldBeInRange(20, 120);

        var csv = "age,plan\n42,plus\n";
        (await binary.PostAsync(csv, "application/csv", "?output=scores")).Predictions[0]!.GetValue<double>().ShouldBeInRange(0, 1);
        (await binary.PostAsync(csv, "text/csv; charset=UTF-8", "?output=labels")).Predictions[0]!.GetValueKind()
            .ShouldBe(JsonValueKind.String);
        (await binary.PostAsync(csv, "text/csv", "?output=all")).Status.ShouldBe(400);
    }

    [Theory]
    [InlineData("""{"dataframe_records":[]}""", "application/json")]
    [InlineData("""{"instances":[]}""", "application/json")]
    [InlineData("""{"inputs":{"age":[],"plan":[]}}""", "application/json")]
    [InlineData("""{"dataframe_split":{"columns":["age","plan"],"data":[]}}""", "application/json")]
    [InlineData("age,plan\n", "text/csv")]
    public async Task No_rows_have_no_predictions(string body, string type)
    {
        var answer = await models[TaskKind.Binary].PostAsync(body, type);
        (answer.Status, answer.Text).ShouldBe((200, """{"predictions":[]}"""));
    }

    [Theory]
    [InlineData(TaskKind.Binary)]
    [InlineData(TaskKind.Multiclass)]
    [InlineData(TaskKind.Regression)]
    public async Task Http_gives_the_bits_that_the_package_gives(TaskKind task)
    {
        var model = models[task];
        for (var seed = 1; seed <= 20; seed++)
        {
            var rows = SamplePackages.Rows(seed * 7, seed);
            var expected = Array.ConvertAll(model.Scorer.Score(rows).Values, BitConverter.DoubleToInt64Bits);
            Bits(await model.PostAsync(Json(rows))).ShouldBe(expected);
            Bits(await model.PostAsync(Csv(rows), "text/csv", "?output=scores")).ShouldBe(expected);
        }
    }

    [Fact]
    public async Task Many_clients_at_once_get_their_own_answers()
    {
        var model = models[TaskKind.Binary];
        await Parallel.ForAsync(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (seed, _) =>
        {
            var rows = SamplePackages.Rows(1 + (seed % 40), seed);
            var good = Bits(
                await model.PostAsync(
                    seed % 2 == 0 ? Json(rows) : Csv(rows), seed % 2 == 0 ? "application/json" : "text/csv", "?output=scores"));
            good.ShouldBe(Array.ConvertAll(model.Scorer.Score(rows).Values, BitConverter.DoubleToInt64Bits));
            if (seed % 5 == 0)
            {
                (await model.PostAsync("""{"instances":[[1]]}""")).Status.ShouldBe(400);
            }
        });
    }

    [Fact]
    public async Task A_request_of_many_rows_leaves_nothing_for_the_next()
    {
        var model = models[TaskKind.Binary];
        var many = SamplePackages.Rows(6000, seed: 3);
        Bits(await model.PostAsync(Csv(many), "text/csv", "?output=scores")).Length.ShouldBe(6000);
        var gaps = new TableBuilder().Texts("age", "30").Texts("income", [null]).Texts("city", [null]).Texts("member", [null])
            .Texts("joined", [null]).Texts("plan", "plus").Block();
        Bits(await model.PostAsync("""{"dataframe_records":[{"age":30,"plan":"plus"}],"params":{"output":"scores"}}"""))
            .ShouldBe(Array.ConvertAll(model.Scorer.Score(gaps).Values, BitConverter.DoubleToInt64Bits));
    }

    [Theory]
    [InlineData("GET", "/ping", "OK\n")]
    [InlineData("GET", "/health", "OK\n")]
    [InlineData("HEAD", "/health", "")]
    public async Task It_says_that_it_lives(string method, string path, string expected)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        var answer = await models[TaskKind.Binary].SendAsync(request);
        (answer.Status, answer.Text).ShouldBe((200, expected));
    }

    [Fact]
    public async Task It_says_what_it_is()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/version");
        var version = (await models[TaskKind.Multiclass].SendAsync(request)).Json;
        version["trestle"]!.GetValue<string>().ShouldMatch(@"^\d+\.\d+\.\d+$");
        var hash = models[TaskKind.Multiclass].Scorer.Package.Hash;
        version["model"]!.ToJsonString().ShouldBe(
            $$"""{"name":"sample-multiclass","hash":"{{hash}}","task":"multiclass","learner":"lightgbm","code":"0.1.0"}""");
    }

    private static double Probability(Answer answer, int row, string name) =>
        answer.Predictions[row]!["probabilities"]![name]!.GetValue<double>();

    private static long[] Bits(Answer answer)
    {
        answer.Status.ShouldBe(200, answer.Text);
        return [
            .. answer.Predictions.SelectMany(
                value => value is JsonArray several ? several.Select(
                    one => one!.GetValue<double>()) : [value!.GetValue<double>()]).Select(BitConverter.DoubleToInt64Bits)];
    }

    /// <summary>The rows as a client would send them: numbers as numbers.</summary>
    private static string Json(RowBlock rows)
    {
        JsonNode? Value(int column, int row) => rows.Texts(column)[row] is not { } text ? null
            : column < 2 ? ValueParser.TryNumber(text, '.', out var number) ? JsonValue.Create(number) : null
            : JsonValue.Create(text);
        var records = Enumerable.Range(0, rows.Rows).Select(row => (JsonNode)new JsonObject(
            Enumerable.Range(0, rows.Schema.Count).Select(column => KeyValuePair.Create(rows.Schema[column].Name, Value(column, row)))));
        return new JsonObject
        {
            ["dataframe_records"] = new JsonArray([.. records]),
            ["params"] = new JsonObject { ["output"] = "scores" },
        }.ToJsonString();
    }

    private static string Csv(RowBlock rows)
    {
        var lines = Enumerable.Range(0, rows.Rows).Select(row =>
            string.Join(
                ',', Enumerable.Range(0, rows.Schema.Count).Select(column => $"\"{rows.Texts(column)[row]?.Replace("\"", "\"\"")}\"")));
        return $"{string.Join(',', rows.Schema.Columns.Select(column => column.Name))}\n{string.Join('\n', lines)}\n";
    }
}
