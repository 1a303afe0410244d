using System.Globalization;
using System.Text.Json;

namespace Trestle.Rows.Steps.Texts;

/// <summary>A place in a JSON text: names of members and places in lists, from the outside in.</summary>
internal sealed class JsonPlace
{
    private const int LongestText = 10_000_000;

    private readonly string[] parts;

    private JsonPlace(string[] parts) => this.parts = parts;

    /// <summary>Reads <c>items[0].price</c>, with <c>$.</c> before it or not; null when it is no path.</summary>
    public static JsonPlace? Parse(string path)
    {
        var plain = path.StartsWith("$.", StringComparison.Ordinal) || path.StartsWith("$[", StringComparison.Ordinal) ? path[1..] : path;
        var parts = plain.TrimStart('.').Replace("[", ".[", StringComparison.Ordinal).Split('.');
        parts = parts is ["", ..] ? parts[1..] : parts;
        return parts.Length > 0 && parts.All(part => part.StartsWith('[')
            ? part.EndsWith(']') && int.TryParse(part[1..^1], NumberStyles.None, CultureInfo.InvariantCulture, out _)
            : part.Length > 0 && !part.Contains(']', StringComparison.Ordinal)) ? new JsonPlace(parts) : null;
    }

    /// <summary>A text as JSON; null when it is none, nested more than 64 deep, or longer than 10 million characters.</summary>
    public static JsonDocument? Read(string? text)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > LongestText)
        {
            return null;
        }

        try
        {
            return JsonDocument.Parse(text);
        }
        catch (Exception broken) when (broken is JsonException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The text there; a number, true or false as it is written; null for a list, an object or nothing.</summary>
    public string? Text(JsonDocument? document) => Find(document) switch
    {
        { ValueKind: JsonValueKind.String } found => Unescaped(found),
        { ValueKind: JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False } found => found.GetRawText(),
        _ => null,
    };

    /// <summary>The number there, also as a text; 1 and 0 for true and false; NaN for anything else.</summary>
    public double Number(JsonDocument? document) => Find(document) switch
    {
        { ValueKind: JsonValueKind.Number } found => found.TryGetDouble(out var number) && double.IsFinite(number) ? number : double.NaN,
        { ValueKind: JsonValueKind.True } => 1,
        { ValueKind: JsonValueKind.False } => 0,
        { ValueKind: JsonValueKind.String } found when double.TryParse(
            Unescaped(found), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => number,
        _ => double.NaN,
    };

    /// <summary>The entries of the list or the members of the object there; NaN for anything else.</summary>
    public double Count(JsonDocument? document) => Find(document) switch
    {
        { ValueKind: JsonValueKind.Array } found => found.GetArrayLength(),
        { ValueKind: JsonValueKind.Object } found => found.GetPropertyCount(),
        _ => double.NaN,
    };

    /// <summary>As part of a column's name: <c>items.0.price</c>.</summary>
    public override string ToString() => string.Join('.', parts.Select(part => part.Trim('[', ']')));

    private JsonElement? Find(JsonDocument? document)
    {
        if (document is null)
        {
            return null;
        }

        var at = document.RootElement;
        foreach (var part in parts)
        {
            if (part[0] == '[' && at.ValueKind == JsonValueKind.Array)
            {
                var place = int.Parse(part.AsSpan(1, part.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture);
                if (place >= at.GetArrayLength())
                {
                    return null;
                }

                at = at[place];
            }
            else if (part[0] == '[' || at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(part, out at))
            {
                return null;
            }
        }

        return at;
    }

    /// <summary>A text with half a surrogate pair is none.</summary>
    private static string? Unescaped(JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
