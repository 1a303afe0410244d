using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

using Trestle.Core.Routing;
using Trestle.Learners.Conformal;
using Trestle.Serving.Codecs;
using Trestle.Serving.Requests;
using Trestle.Serving.Responses;
using Trestle.Serving.Routes;

namespace Trestle.Serving.Descriptions;

/// <summary>
/// <c>GET /openapi.json</c>: the paths of a scoring host as an OpenAPI 3.1 document, with the request of its live model; and
/// <c>GET /schema</c>, <c>/schema/{version}</c>: the request of one version as JSON Schema.
/// </summary>
internal static class OpenApiPage
{
    /// <summary>Path of the document.</summary>
    public const string Path = "/openapi.json";

    /// <summary>Path of the live version's schema, and with a slash and a version that of any version in service.</summary>
    public const string SchemaPath = "/schema";

    private static readonly JsonSerializerOptions Relaxed = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    /// <summary>Whether a path is that of a schema.</summary>
    public static bool OwnsSchema(string path) => path == SchemaPath || path.StartsWith($"{SchemaPath}/", StringComparison.Ordinal);

    /// <summary>The schema at a path; refused when no such version is in service.</summary>
    public static byte[] Schema(ServedTable table, string path)
    {
        table.RequireService();
        var route = path == SchemaPath ? Live(table) : table.Find(path.AsSpan(SchemaPath.Length + 1));
        var schema = RequestJsonSchema.Document((route ?? throw new RefusedException(ServeErrors.NoSuchVersion())).Model.Requests);
        schema["title"] = $"Request for {table.Model}{(route.VersionText is { } version ? $", version {version}" : "")}";
        return Bytes(schema);
    }

    /// <summary>The OpenAPI document of a table.</summary>
    public static byte[] Document(ServedTable table)
    {
        table.RequireService();
        var live = Live(table);
        return Bytes(new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = $"Predictions of {table.Model}",
                ["version"] = live.VersionText ?? live.Model.Hash[..12],
                ["description"] = "Errors are problem documents (RFC 9457) with a number in code.",
            },
            ["paths"] = Paths(table.Model),
            ["components"] = new JsonObject
            {
                ["schemas"] = new JsonObject
                {
                    ["request"] = RequestJsonSchema.Body(live.Model.Requests, "#/components/schemas/row"),
                    ["row"] = RequestJsonSchema.Row(live.Model.Requests),
                    ["response"] = ResponseSchema.Of(live.Model),
                    ["problem"] = ResponseSchema.Problem(),
                },
            },
        });
    }

    /// <summary>What <c>output</c> may be.</summary>
    public static JsonObject OutputSchema() => new()
    {
        ["enum"] = new JsonArray([.. OutputForms.Names.Split(", ").Select(name => (JsonNode)name)]),
        ["default"] = "full",
    };

    /// <summary>What <c>explain</c> may be.</summary>
    public static JsonObject ExplainSchema() => new()
    {
        ["type"] = "integer",
        ["minimum"] = 1,
        ["description"] = "How many columns the explanation of a row names",
    };

    /// <summary>What <c>interval</c> and <c>set</c> may be.</summary>
    public static JsonObject LevelSchema(string what) => new()
    {
        ["type"] = "number",
        ["minimum"] = ConformalScores.LeastLevel,
        ["exclusiveMaximum"] = 1,
        ["description"] = $"The share of rows that {what} are to cover",
    };

    private static ServedRoute Live(ServedTable table) => table.Routes.First(route => route.Role == RouteRole.Live);

    private static JsonObject Paths(string model) => new()
    {
        ["/invocations"] = new JsonObject
        {
            ["post"] = new JsonObject
            {
                ["operationId"] = "predict",
                ["summary"] = "Predictions of rows",
                ["parameters"] = new JsonArray(
                    Query(OutputForms.Parameter, OutputSchema()), Query(AnswerOptions.ExplainParameter, ExplainSchema()),
                    Query(AnswerOptions.IntervalParameter, LevelSchema("intervals of a value")),
                    Query(AnswerOptions.SetParameter, LevelSchema("sets of classes"))),
                ["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Bodies() },
                ["responses"] = Responses("response"),
            },
        },
        ["/feedback"] = Operation("post", "feedback", "Labels of predictions, by the ids of their rows"),
        [$"/v2/models/{Uri.EscapeDataString(model)}/infer"] =
            Operation("post", "infer", "Predictions by the Open Inference Protocol, version 2"),
        ["/version"] = Operation("get", "version", "The versions in service"),
        ["/metrics"] = Operation("get", "metrics", "Counters in Prometheus text"),
        ["/health"] = Operation("get", "health", "OK while the host is alive"),
        [SchemaPath] = Operation("get", "schema", "The request of the live version as JSON Schema"),
    };

    private static JsonObject Query(string name, JsonObject schema) =>
        new() { ["name"] = name, ["in"] = "query", ["schema"] = schema };

    private static JsonObject Bodies() => new(CodecCatalog.All.SelectMany(codec => codec.MediaTypes).Select(type =>
        KeyValuePair.Create(
            type, (JsonNode?)new JsonObject { ["schema"] = type == "application/json" ? Ref("request") : new JsonObject() })));

    private static JsonObject Operation(string method, string id, string summary) => new()
    {
        [method] = new JsonObject { ["operationId"] = id, ["summary"] = summary, ["responses"] = Responses(null) },
    };

    private static JsonObject Responses(string? schema) => new()
    {
        ["200"] = Response("OK", "application/json", schema),
        ["default"] = Response("Refused", "application/problem+json", "problem"),
    };

    private static JsonObject Response(string description, string type, string? schema)
    {
        var response = new JsonObject { ["description"] = description };
        if (schema is not null)
        {
            response["content"] = new JsonObject { [type] = new JsonObject { ["schema"] = Ref(schema) } };
        }

        return response;
    }

    private static JsonObject Ref(string schema) => new() { ["$ref"] = $"#/components/schemas/{schema}" };

    private static byte[] Bytes(JsonNode node) => JsonSerializer.SerializeToUtf8Bytes(node, Relaxed);
}
