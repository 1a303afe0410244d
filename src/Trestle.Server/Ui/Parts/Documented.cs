using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Trestle.Server.Ui.Parts;

/// <summary>How parts of any document are shown.</summary>
internal static partial class Documented
{
    private const int MostItems = 40;
    private const int MostColumns = 10;
    private const int ShownHash = 12;

    /// <summary>A member's name for people: <c>rowNumbers</c> is "row numbers".</summary>
    public static string Title(string name) => Humps().Replace(name, match => $" {match.Value.ToLowerInvariant()}").Replace('-', ' ');

    /// <summary>Whether a value is shown in one place: no object, and a list only when its items are.</summary>
    public static bool IsPlain(JsonNode? node) => node switch
    {
        JsonObject { Count: 0 } => true,
        JsonObject => false,
        JsonArray list => list.All(item => item is JsonValue or null),
        _ => Prose(node) is null,
    };

    /// <summary>A text of several lines; null when it is none.</summary>
    public static string? Prose(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String && value.GetValue<string>() is var text && text.Contains('\n') ? text : null;

    /// <summary>A value in words.</summary>
    public static string Text(JsonNode? node) => node switch
    {
        null => "",
        JsonArray list => string.Join(", ", list.Take(MostItems).Select(Text)) + (list.Count > MostItems ? $" and {Format.Count(list.Count - MostItems)} more" : ""),
        JsonObject thing => string.Join(", ", thing.Select(entry => $"{Title(entry.Key)} {Text(entry.Value)}")),
        JsonValue value => value.GetValueKind() switch
        {
            JsonValueKind.Number => Number(value),
            JsonValueKind.True => "yes",
            JsonValueKind.False => "no",
            _ => Short(value.ToString()),
        },
        _ => "",
    };

    /// <summary>How large a part is.</summary>
    public static string Size(JsonNode? node) => node is JsonArray list ? Format.Count(list.Count) : "";

    /// <summary>The columns under which a list of things can be shown; none when it is no such list.</summary>
    public static IReadOnlyList<string> Columns(JsonArray list) =>
        list.All(item => item is JsonObject) ? [.. list.Take(MostItems).OfType<JsonObject>().SelectMany(item => item.Select(entry => entry.Key)).Distinct().Take(MostColumns)] : [];

    /// <summary>Whether a column holds numbers only.</summary>
    public static bool IsNumeric(JsonArray list, string column)
    {
        var values = list.Take(MostItems).OfType<JsonObject>().Select(row => row[column]).OfType<JsonNode>().ToArray();
        return values.Length > 0 && values.All(value => value.GetValueKind() == JsonValueKind.Number);
    }

    private static string Number(JsonValue value)
    {
        var text = value.ToJsonString();
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
            ? Format.Count(whole)
            : Format.Short(double.Parse(text, CultureInfo.InvariantCulture));
    }

    private static string Short(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower) ? text[..ShownHash]
        : DateTimeOffset.TryParseExact(text, "o", CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) ? moment.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
        : Format.Plain(text);

    [GeneratedRegex("(?<=[a-z0-9])[A-Z]")]
    private static partial Regex Humps();
}
