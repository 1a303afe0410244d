using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Trestle.Server.Ui.Parts;

/// <summary>Formats parts of any document.</summary>
internal static partial class DocumentFormat
{
    private const int MaxItems = 40;
    private const int MaxColumns = 10;
    private const int ShownHash = 12;

    /// <summary>A member's name for display: <c>rowNumbers</c> is "row numbers".</summary>
    public static string Title(string name) => Humps().Replace(name, match => $" {match.Value.ToLowerInvariant()}").Replace('-', ' ');

    /// <summary>Whether a value is shown inline: no objects, and lists only of plain values.</summary>
    public static bool IsPlain(JsonNode? node) => node switch
    {
        JsonObject { Count: 0 } => true,
        JsonObject => false,
        JsonArray list => list.All(item => item is JsonValue or null),
        _ => Prose(node) is null,
    };

    /// <summary>A text of several lines; otherwise null.</summary>
    public static string? Prose(JsonNode? node) =>
        node is JsonValue value
            && value.GetValueKind() == JsonValueKind.String && value.GetValue<string>() is var text
            && text.Contains('\n')
            ? text
            : null;

    /// <summary>A value as text.</summary>
    public static string Text(JsonNode? node) => node switch
    {
        null => "",
        JsonArray list =>
            string.Join(", ", list.Take(MaxItems).Select(Text)) + (
                list.Count > MaxItems ? $" and {Format.Count(list.Count - MaxItems)} more" : ""),
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

    /// <summary>Number of items of a list.</summary>
    public static string Size(JsonNode? node) => node is JsonArray list ? Format.Count(list.Count) : "";

    /// <summary>The columns of a list of objects; empty for other lists.</summary>
    public static IReadOnlyList<string> Columns(JsonArray list) =>
        list.All(item => item is JsonObject)
            ? [.. list.Take(MaxItems).OfType<JsonObject>().SelectMany(item => item.Select(entry => entry.Key)).Distinct().Take(MaxColumns)]
            : [];

    /// <summary>Whether a column holds numbers only.</summary>
    public static bool IsNumeric(JsonArray list, string column)
    {
        var values = list.Take(MaxItems).OfType<JsonObject>().Select(row => row[column]).OfType<JsonNode>().ToArray();
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
        : DateTimeOffset.TryParseExact(text, "o", CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)
            ? moment.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
        : Format.Plain(text);

    [GeneratedRegex("(?<=[a-z0-9])[A-Z]")]
    private static partial Regex Humps();
}
