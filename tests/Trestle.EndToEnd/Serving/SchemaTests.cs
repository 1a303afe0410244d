using System.Text.Json.Nodes;

using Microsoft.OpenApi;

using NJsonSchema;

using Shouldly;

using Trestle.Core.Schema;

using Xunit;

namespace Trestle.EndToEnd.Serving;

/// <summary>
/// A scoring host describes what it takes, and takes it. Schemas are judged by NJsonSchema; the document is read by Microsoft.OpenApi.
/// </summary>
public sealed class SchemaTests(RunningModels models) : IClassFixture<RunningModels>
{
    private const string First = """{"age":42,"income":5e4,"city":"Bern","member":true,"joined":"2021-03-04","plan":"plus"}""";

    public static TheoryData<string, bool> Bodies => new()
    {
        { $$"""{"dataframe_records":[{{First}}]}""", true },
        { """{"dataframe_records":[{"age":23,"plan":"basic"}],"params":{"output":"labels","explain":3}}""", true },
        { """{"dataframe_records":[{"age":23,"plan":"basic","more":[1]}],"client_request_id":"x"}""", true },
        { """{"dataframe_records":[{"age":23,"plan":"basic"}],"client":"x"}""", false },
        { """{"dataframe_split":{"columns":["age","plan"],"data":[[42,"plus"]],"index":[0]}}""", true },
        { """{"dataframe_split":{"columns":["age","plan"],"data":[[42,"plus"]],"rows":1}}""", false },
        { """{"instances":[[42,50000,"Bern",true,"2021-03-04","plus"]]}""", true },
        { $$"""{"instances":[{{First}}]}""", true },
        { """{"inputs":{"age":[42,23],"plan":["plus","basic"]}}""", true },
        { """{"dataframe_split":{"columns":["age","plan"],"data":[[42,"plus"]]}}""", true },
        { "[]", false },
        { "{}", false },
        { """{"dataframe_record":[]}""", false },
        { """{"instances":[],"inputs":[]}""", false },
        { """{"dataframe_records":[{"plan":"basic"}]}""", false },
        { """{"dataframe_records":[{"age":"old","plan":"basic"}]}""", false },
        { """{"dataframe_records":[{"age":1,"plan":7}]}""", false },
        { """{"instances":[[42,50000]]}""", false },
        { """{"dataframe_records":[{"age":1,"plan":"plus"}],"params":{"output":"all"}}""", false },
        { """{"dataframe_records":[{"age":1,"plan":"plus"}],"params":{"explain":0}}""", false },
        { """{"dataframe_records":[{"age":1,"plan":"plus"}],"params":{"treshold":1}}""", false },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task The_schema_accepts_what_the_host_answers_and_refuses_what_it_refuses(string body, bool good)
    {
        var model = models[TaskKind.Binary];
        var page = await model.GetAsync("/schema");
        page.Type.ShouldBe("application/schema+json");

        var schema = await JsonSchema.FromJsonAsync(page.Text, TestContext.Current.CancellationToken);

        schema.Validate(body).Select(error => error.ToString()).Any().ShouldBe(!good);
        ((await model.PostAsync(body)).Status == 200).ShouldBe(good);
    }

    [Fact]
    public async Task A_column_says_what_it_takes_and_what_the_training_had()
    {
        var row = (await models[TaskKind.Regression].GetAsync("/schema")).Json["$defs"]!["row"]!;

        row["required"]!.ToJsonString().ShouldBe("""["age","plan"]""");
        row["properties"]!["age"]!["type"]!.ToJsonString().ShouldContain("number");
        row["properties"]!["age"]!["description"]!.GetValue<string>().ShouldStartWith("a number");
        row["properties"]!["joined"]!["description"]!.GetValue<string>().ShouldContain("a date written");
    }

    [Fact]
    public async Task A_version_that_is_not_in_service_has_no_schema()
    {
        var answer = await models[TaskKind.Binary].GetAsync("/schema/7");

        (answer.Status, answer.Json["code"]!.GetValue<string>()).ShouldBe((404, "TR1965"));
    }

    [Theory]
    [InlineData(TaskKind.Binary)]
    [InlineData(TaskKind.Multiclass)]
    [InlineData(TaskKind.Regression)]
    public async Task The_document_is_valid_OpenAPI_and_holds_the_row(TaskKind task)
    {
        var page = await models[task].GetAsync("/openapi.json");

        var read = OpenApiDocument.Parse(page.Text, "json");

        read.Diagnostic!.Errors.Select(error => error.ToString()).ShouldBeEmpty();
        var document = read.Document!;
        document.Info.Title.ShouldBe($"Predictions of sample-{task.ToString().ToLowerInvariant()}");
        document.Paths.Keys.ShouldContain("/invocations");
        document.Paths["/invocations"].Operations![HttpMethod.Post].Parameters!.Select(parameter => parameter.Name)
            .ShouldBe(["output", "explain", "interval", "set"]);
        document.Components!.Schemas!["row"].Properties!.Keys.ShouldBe(["age", "income", "city", "member", "joined", "plan"]);
        JsonNode.Parse(page.Text)!["components"]!["schemas"]!["request"]!.ToJsonString().ShouldContain("#/components/schemas/row");
    }
}
