using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Trestle.Core.Configuration;

/// <summary>
/// The JSON schema (draft 2020-12) of a configuration file, from the same description as the binder's: editors complete and
/// check with it while the file is written. What no schema can say (an unset variable) only the binder finds.
/// </summary>
public static class JsonSchema
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The schema of a root record, as indented JSON that ends with a line break.</summary>
    public static string For(Type root, SettingModel model)
    {
        var definitions = new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal);
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Trestle configuration",
        };
        foreach (var (key, value) in Record(model.Describe(root), definitions).ToArray())
        {
            schema[key] = value?.DeepClone();
        }

        schema["$defs"] = new JsonObject(definitions);
        return schema.ToJsonString(Indented) + "\n";
    }

    private static JsonObject Of(Shape shape, SortedDictionary<string, JsonNode?> definitions) => shape switch
    {
        ScalarShape scalar => scalar.Schema(),
        ListShape list => List(list, definitions),
        MapShape map => Map(map, definitions),
        RecordShape record => Reference(record.Name, definitions, () => Record(record, definitions)),
        ChoiceShape choice => Reference(choice.Noun, definitions, () => Choice(choice, definitions)),
        _ => throw new InvalidOperationException($"{shape} has no schema"),
    };

    /// <summary>A reference to a definition, which is made on the first one; so records may hold each other.</summary>
    private static JsonObject Reference(string name, SortedDictionary<string, JsonNode?> definitions, Func<JsonObject> make)
    {
        if (definitions.TryAdd(name, null))
        {
            definitions[name] = make();
        }

        return new JsonObject { ["$ref"] = $"#/$defs/{name}" };
    }

    private static JsonObject List(ListShape list, SortedDictionary<string, JsonNode?> definitions)
    {
        var items = new JsonObject { ["type"] = "array", ["items"] = Of(list.Item, definitions) };
        if (list.Least > 0)
        {
            items["minItems"] = list.Least;
        }

        return list.Least > 1 ? items : AnyOf(items, Of(list.Item, definitions));
    }

    private static JsonObject Map(MapShape map, SortedDictionary<string, JsonNode?> definitions)
    {
        var schema = new JsonObject { ["type"] = "object", ["additionalProperties"] = Of(map.Item, definitions) };
        if (map.Least > 0)
        {
            schema["minProperties"] = map.Least;
        }

        return schema;
    }

    private static JsonObject Record(RecordShape record, SortedDictionary<string, JsonNode?> definitions)
    {
        var schema = new JsonObject { ["type"] = "object", ["additionalProperties"] = false };
        if (record.Description.Length > 0)
        {
            schema["description"] = record.Description;
        }

        schema["properties"] = new JsonObject(record.Settings.Select(setting => KeyValuePair.Create(setting.Key, (JsonNode?)Property(setting, definitions))));
        var required = record.Settings.Where(setting => setting.Required).Select(setting => (JsonNode?)setting.Key).ToArray();
        if (required.Length > 0)
        {
            schema["required"] = new JsonArray(required);
        }

        return record.HasShortForm ? AnyOf(new JsonObject { ["type"] = "string" }, schema) : schema;
    }

    private static JsonObject Property(Setting setting, SortedDictionary<string, JsonNode?> definitions)
    {
        var schema = Of(setting.Shape, definitions);
        schema = setting.Nullable ? AnyOf(schema, new JsonObject { ["type"] = "null" }) : schema;
        schema["description"] = setting.Description;
        if (CanonicalConfiguration.Node(setting.Shape, setting.Default) is { } value)
        {
            schema["default"] = value;
        }

        if (setting is { Shape: ScalarShape, Example: { } example })
        {
            schema["examples"] = new JsonArray(example);
        }

        return schema;
    }

    private static JsonObject Choice(ChoiceShape choice, SortedDictionary<string, JsonNode?> definitions)
    {
        var alone = choice.Entries.Where(entry => entry.Value.Settings.All(setting => !setting.Required)).Select(entry => entry.Key).ToHashSet();
        var forms = choice.Entries.Select(entry => (JsonNode?)new JsonObject
        {
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["properties"] = new JsonObject
            {
                [entry.Key] = alone.Contains(entry.Key)
                    ? AnyOf(Of(entry.Value, definitions), new JsonObject { ["type"] = "null" })
                    : Of(entry.Value, definitions),
            },
            ["required"] = new JsonArray(entry.Key),
        });
        var names = new JsonObject { ["enum"] = new JsonArray([.. alone.Order(StringComparer.Ordinal).Select(name => (JsonNode?)name)]) };
        return new JsonObject { ["anyOf"] = new JsonArray([.. alone.Count > 0 ? [names] : Array.Empty<JsonNode?>(), .. forms]) };
    }

    private static JsonObject AnyOf(params JsonNode?[] forms) => new() { ["anyOf"] = new JsonArray(forms) };
}
