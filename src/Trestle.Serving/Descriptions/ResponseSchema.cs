using System.Text.Json.Nodes;

using Trestle.Core.Schema;
using Trestle.Serving.Routes;

namespace Trestle.Serving.Descriptions;

/// <summary>The answers of a scoring host as JSON Schema.</summary>
internal static class ResponseSchema
{
    /// <summary>The answer of <c>POST /invocations</c> for a model.</summary>
    public static JsonObject Of(LoadedModel model)
    {
        var contract = model.Package.Contract;
        var prediction = contract.Counts ? new JsonObject { ["type"] = "number", ["minimum"] = 0 }
            : contract.Task == TaskKind.Regression ? Type("number") : new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject
                {
                    ["prediction"] = new JsonObject { ["enum"] = new JsonArray([.. contract.Classes.Select(name => (JsonNode)name)]) },
                    ["probabilities"] = new JsonObject
                    {
                        ["type"] = "object",
                        ["properties"] =
                        new JsonObject(contract.Classes.Select(name => KeyValuePair.Create(name, (JsonNode?)Type("number")))),
                    },
                },
            };
        prediction["description"] = (contract.Counts ? "The count to expect on average, which may be a fraction. " : "")
            + "With output=labels the class, with output=scores the numbers; null for a row that has a fault";
        return new()
        {
            ["type"] = "object",
            ["required"] = new JsonArray("predictions"),
            ["properties"] = new JsonObject
            {
                ["predictions"] = new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["anyOf"] = Forms(prediction) } },
                ["faults"] = new JsonObject { ["type"] = "array", ["items"] = Type("object") },
                ["intervals"] = Covering("With interval: for each row the lowest and the highest value, or null"),
                ["sets"] = Covering("With set: for each row the classes that are not ruled out, or null"),
                ["explanations"] = Explanations(),
            },
        };
    }

    /// <summary>A refusal.</summary>
    public static JsonObject Problem() => new()
    {
        ["type"] = "object",
        ["required"] = new JsonArray("type", "title", "status", "code", "detail"),
        ["properties"] = new JsonObject
        {
            ["type"] = Type("string"),
            ["title"] = Type("string"),
            ["status"] = Type("integer"),
            ["code"] = Type("string"),
            ["detail"] = Type("string"),
            ["fix"] = Type("string"),
            ["errors"] = new JsonObject { ["type"] = "array", ["items"] = Type("object") },
        },
    };

    private static JsonArray Forms(JsonObject full) => [full, Type("string"), Type("number"), Type("array"), Type("null")];

    private static JsonObject Explanations() => new()
    {
        ["type"] = "object",
        ["description"] = "With explain: base, contributions and others of a row add up to what scale says",
        ["properties"] = new JsonObject
        {
            ["scale"] = Type("string"),
            ["rows"] = new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = new JsonArray("object", "null") } },
        },
    };

    private static JsonObject Covering(string description) => new()
    {
        ["type"] = "object",
        ["description"] = description,
        ["properties"] = new JsonObject
        {
            ["level"] = Type("number"),
            ["rows"] = new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = new JsonArray("array", "null") } },
        },
    };

    private static JsonObject Type(string name) => new() { ["type"] = name };
}
