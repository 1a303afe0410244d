using System.Globalization;
using System.Text.Json.Nodes;

using Trestle.Core.Schema;
using Trestle.Learners.Packages;
using Trestle.Serving.Codecs;
using Trestle.Serving.Requests;
using Trestle.Serving.Responses;

namespace Trestle.Serving.Descriptions;

/// <summary>
/// The body of <c>POST /invocations</c> for one model as JSON Schema (2020-12). What it refuses the host refuses; the host refuses more,
/// such as texts that are no dates in the column's format.
/// </summary>
internal static class RequestJsonSchema
{
    private const int MostExamples = 10;

    /// <summary>The schema of a body, which stands for itself.</summary>
    public static JsonObject Document(RequestSchema schema)
    {
        var body = Body(schema, "#/$defs/row");
        body.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        body["$defs"] = new JsonObject { ["row"] = Row(schema) };
        return body;
    }

    /// <summary>
    /// The schema of a body: its rows in one of the four forms, and <c>params</c>. The schema of a row is at the place
    /// <paramref name="row"/>.
    /// </summary>
    public static JsonObject Body(RequestSchema schema, string row) => new()
    {
        ["type"] = "object",
        ["oneOf"] = new JsonArray(
            Form("dataframe_records", List(Reference(row))),
            Form("dataframe_split", Split()),
            Form("instances", Either(List(Reference(row)), List(Values(schema)))),
            Form("inputs", Either(Columns(schema), List(Reference(row))))),
        ["properties"] = new JsonObject(Json.MemberNames.Select(name =>
            KeyValuePair.Create(name, (JsonNode?)(name == Json.Params ? Parameters() : new JsonObject())))),
        ["additionalProperties"] = false,
    };

    /// <summary>The schema of a row: an object with the columns that the model uses. Other columns are ignored.</summary>
    public static JsonObject Row(RequestSchema schema) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject(schema.Columns.Select(column => KeyValuePair.Create(column.Name, (JsonNode?)Value(column)))),
        ["required"] = Required(schema),
    };

    private static JsonArray Required(RequestSchema schema) =>
        [.. schema.Columns.Where(column => !column.Nullable).Select(column => (JsonNode)column.Name)];

    private static JsonObject Value(RequestColumn column)
    {
        var value = column.Type switch
        {
            ColumnType.Number => column.TakesText ? Typed(column, "number", "string") : Typed(column, "number"),
            ColumnType.Boolean => Typed(column, "boolean", "integer", "string"),
            _ => Typed(column, "string"),
        };
        value["description"] = Description(column);
        AddLimits(value, column);
        if (column.Contract is { Type: ColumnType.Text, Private: false, Values: { Count: > 0 } known })
        {
            value["examples"] = new JsonArray([.. known.Take(MostExamples).Select(text => (JsonNode)text)]);
        }

        return value;
    }

    private static JsonObject Typed(RequestColumn column, params IEnumerable<string> types)
    {
        string[] all = [.. types, .. column.RefusesMissing ? Array.Empty<string>() : ["null"]];
        return new() { ["type"] = all.Length == 1 ? all[0] : new JsonArray([.. all.Select(type => (JsonNode)type)]) };
    }

    /// <summary>A range is a limit only where the host refuses what is outside.</summary>
    private static void AddLimits(JsonObject value, RequestColumn column)
    {
        if (column is { Type: ColumnType.Number, TakesText: false } && column.Check.Rejects(Unusual.OutOfRange))
        {
            if (column.Contract.Min is { } least)
            {
                value["minimum"] = least;
            }

            if (column.Contract.Max is { } most)
            {
                value["maximum"] = most;
            }
        }
    }

    private static string Description(RequestColumn column)
    {
        var contract = column.Contract;
        var range = contract is { Type: ColumnType.Number, Private: false, Min: { } least, Max: { } most }
            ? string.Create(CultureInfo.InvariantCulture, $"; {least} to {most} in training")
            : "";
        var missing = column.RefusesMissing ? "; must have a value"
            : column.Nullable ? "; may be left out" : "; never missing in training";
        return $"{column.Expected}{range}{missing}";
    }

    private static JsonObject Form(string member, JsonObject rows) => new()
    {
        ["required"] = new JsonArray(member),
        ["properties"] = new JsonObject { [member] = rows },
    };

    private static JsonObject Split() => new()
    {
        ["type"] = "object",
        ["required"] = new JsonArray("columns", "data"),
        ["properties"] = new JsonObject
        {
            ["columns"] = new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" } },
            ["data"] = List(new JsonObject { ["type"] = "array" }),
            ["index"] = new JsonObject(),
        },
        ["additionalProperties"] = false,
    };

    /// <summary>A row as a list: the columns in the contract's order.</summary>
    private static JsonObject Values(RequestSchema schema) => new()
    {
        ["type"] = "array",
        ["prefixItems"] = new JsonArray([.. schema.Columns.Select(column => (JsonNode)Value(column))]),
        ["minItems"] = schema.Columns.Length,
        ["maxItems"] = schema.Columns.Length,
    };

    private static JsonObject Columns(RequestSchema schema) => new()
    {
        ["type"] = "object",
        ["properties"] =
            new JsonObject(schema.Columns.Select(column => KeyValuePair.Create(column.Name, (JsonNode?)List(Value(column))))),
        ["required"] = Required(schema),
    };

    private static JsonObject Parameters() => new()
    {
        ["type"] = new JsonArray("object", "null"),
        ["properties"] = new JsonObject
        {
            [OutputForms.Parameter] = OpenApiPage.OutputSchema(),
            [AnswerOptions.ExplainParameter] = OpenApiPage.ExplainSchema(),
            [AnswerOptions.IntervalParameter] = OpenApiPage.LevelSchema("intervals of a value"),
            [AnswerOptions.SetParameter] = OpenApiPage.LevelSchema("sets of classes"),
        },
        ["additionalProperties"] = false,
    };

    private static JsonObject List(JsonObject items) => new() { ["type"] = "array", ["items"] = items };

    private static JsonObject Either(params JsonObject[] schemas) => new() { ["anyOf"] = new JsonArray([.. schemas]) };

    private static JsonObject Reference(string place) => new() { ["$ref"] = place };
}
