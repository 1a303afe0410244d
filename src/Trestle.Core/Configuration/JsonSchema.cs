using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Trestle.Core.Configuration;

/// <summary>
/// The JSON schema (draft 2020-12) of a configuration file, from the same description that the binder uses: editors complete and check
/// with it while the file is written. What a schema cannot express (an unset variable) only the binder finds.
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
        var record = model.Describe(root);
        var writer = new Writer(Move.Of(record).ToLookup(move => move.Section));
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Trestle configuration",
        };
        foreach (var (key, value) in writer.Record(record).ToArray())
        {
            schema[key] = value?.DeepClone();
        }

        schema["$defs"] = new JsonObject(writer.Definitions);
        return schema.ToJsonString(Indented) + "\n";
    }

    /// <summary>The schema of something under its old name.</summary>
    internal static JsonObject Deprecated(JsonObject schema, string present)
    {
        schema["description"] = $"Now called '{present}'.";
        schema["deprecated"] = true;
        return schema;
    }

    private static JsonObject OrNull(JsonObject schema) => AnyOf(schema, new JsonObject { ["type"] = "null" });

    private static JsonObject AnyOf(params IEnumerable<JsonNode?> forms) => new() { ["anyOf"] = new JsonArray([.. forms]) };

    /// <summary>A schema being written.</summary>
    private sealed class Writer(ILookup<RecordShape, Move> moves)
    {
        public SortedDictionary<string, JsonNode?> Definitions { get; } = new(StringComparer.Ordinal);

        public JsonObject Record(RecordShape record)
        {
            var schema = new JsonObject { ["type"] = "object", ["additionalProperties"] = false };
            if (record.Description.Length > 0)
            {
                schema["description"] = record.Description;
            }

            schema["properties"] = new JsonObject(
            [
                .. record.Settings.Select(setting => KeyValuePair.Create(setting.Key, (JsonNode?)Property(setting))),
                .. record.Settings.SelectMany(setting => setting.FormerKeys.Select(old => Former(old, setting, setting.Key))),
                .. moves[record].Select(move => Former(move.From[^1], move.Setting, move.Path)),
            ]);

            // A required setting may also have an old name; the binder checks that one of them is there.
            var required = record.Settings
                .Where(setting => setting is { Required: true, FormerKeys: [], FormerPaths: [] })
                .Select(setting => (JsonNode?)setting.Key)
                .ToArray();
            if (required.Length > 0)
            {
                schema["required"] = new JsonArray(required);
            }

            return record.HasShortForm ? AnyOf(new JsonObject { ["type"] = "string" }, schema) : schema;
        }

        private JsonObject Of(Shape shape) => shape switch
        {
            ScalarShape scalar => scalar.Schema(),
            ListShape list => List(list),
            MapShape map => Map(map),
            RecordShape record => Reference(record.Name, () => Record(record)),
            ChoiceShape choice => Reference(choice.Noun, () => Choice(choice)),
            _ => throw new InvalidOperationException($"{shape} has no schema"),
        };

        /// <summary>A reference to a definition, which is added on first use, so records may contain each other.</summary>
        private JsonObject Reference(string name, Func<JsonObject> make)
        {
            if (Definitions.TryAdd(name, null))
            {
                Definitions[name] = make();
            }

            return new JsonObject { ["$ref"] = $"#/$defs/{name}" };
        }

        private JsonObject List(ListShape list)
        {
            var items = new JsonObject { ["type"] = "array", ["items"] = Of(list.Item) };
            if (list.Least > 0)
            {
                items["minItems"] = list.Least;
            }

            return list.Least > 1 ? items : AnyOf(items, Of(list.Item));
        }

        private JsonObject Map(MapShape map)
        {
            var schema = new JsonObject { ["type"] = "object", ["additionalProperties"] = Of(map.Item) };
            if (map.Least > 0)
            {
                schema["minProperties"] = map.Least;
            }

            return map.Word is { } word ? AnyOf(new JsonObject { ["const"] = word }, schema) : schema;
        }

        private JsonObject Value(Setting setting) => setting.Nullable ? OrNull(Of(setting.Shape)) : Of(setting.Shape);

        private KeyValuePair<string, JsonNode?> Former(string old, Setting setting, string present) =>
            KeyValuePair.Create(old, (JsonNode?)Deprecated(Value(setting), present));

        private JsonObject Property(Setting setting)
        {
            var schema = Value(setting);
            schema["description"] = setting.Description;
            if (!setting.Unlimited && CanonicalConfiguration.Node(setting.Shape, setting.Default) is { } value)
            {
                schema["default"] = value;
            }

            if (setting is { Shape: ScalarShape, Example: { } example })
            {
                // Written as in YAML, where some texts need quotes.
                schema["examples"] = new JsonArray(example.Trim('\''));
            }

            return schema;
        }

        private JsonObject Choice(ChoiceShape choice)
        {
            var names = new JsonArray([.. choice.Entries.Keys.Where(Alone).Select(name => (JsonNode?)name)]);
            return AnyOf(
            [
                .. names.Count > 0 ? [new JsonObject { ["enum"] = names }] : Array.Empty<JsonNode?>(),
                .. choice.Entries.Select(entry => Form(entry.Key, Settings(entry.Key))),
                .. choice.Former.Where(old => Alone(old.Value))
                    .Select(old => Deprecated(new JsonObject { ["const"] = old.Key }, old.Value)),
                .. choice.Former.Select(old => Form(old.Key, Deprecated(Settings(old.Value), old.Value))),
            ]);

            bool Alone(string name) => choice.Entries[name].Settings.All(setting => !setting.Required);
            JsonObject Settings(string name) => Alone(name) ? OrNull(Of(choice.Entries[name])) : Of(choice.Entries[name]);
        }

        /// <summary>One entry of a catalogue: its name with its settings.</summary>
        private static JsonObject Form(string name, JsonObject settings) => new()
        {
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["properties"] = new JsonObject { [name] = settings },
            ["required"] = new JsonArray(name),
        };
    }
}
