using System.Collections;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Trestle.Core.Configuration;

/// <summary>
/// One canonical text per configuration, to be hashed: JSON on one line with all settings including defaults, names in ordinal order,
/// secrets by name only. The binder reads the text back to the same configuration.
/// </summary>
public static class CanonicalConfiguration
{
    private static readonly JsonSerializerOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The canonical text of a record of settings; <paramref name="model"/> may be left out when it has no alternatives.</summary>
    public static string Write(object settings, SettingModel? model = null) =>
        Write((model ?? new SettingModel()).Describe(settings.GetType()), settings);

    /// <summary>The canonical text of a value of a known shape.</summary>
    internal static string Write(Shape shape, object? value) => Node(shape, value)?.ToJsonString(OneLine) ?? "null";

    /// <summary>The canonical form of a value of a known shape, as JSON.</summary>
    internal static JsonNode? Node(Shape shape, object? value) => (shape, value) switch
    {
        (_, null) => null,
        (ScalarShape scalar, _) => scalar.Write(value),
        (ListShape list, IEnumerable items) => new JsonArray([.. items.Cast<object>().Select(item => Node(list.Item, item))]),
        (MapShape map, IDictionary entries) => Sorted(
            entries.Keys.Cast<string>().Select(key => KeyValuePair.Create(key, Node(map.Item, entries[key])))),
        (RecordShape record, _) => Sorted(record.Settings.Select(setting =>
            KeyValuePair.Create(setting.Key, Node(setting.Shape, setting.Get(value))))),
        (ChoiceShape choice, _) => Named(choice, value),
        _ => throw new InvalidOperationException($"{value.GetType()} is not {shape.Words}"),
    };

    private static JsonObject Named(ChoiceShape choice, object value)
    {
        var (name, entry) = choice.Entries.FirstOrDefault(candidate => candidate.Value.Type == value.GetType());
        return entry is null
            ? throw new InvalidOperationException($"{value.GetType()} is in no catalogue of {choice.Noun}s")
            : new JsonObject { [name] = Node(entry, value) };
    }

    private static JsonObject Sorted(IEnumerable<KeyValuePair<string, JsonNode?>> entries) =>
        new(entries.OrderBy(entry => entry.Key, StringComparer.Ordinal));
}
