using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Trestle.Storage.Tables.Databases;

/// <summary>Values as the texts that files of all formats have for them.</summary>
internal static class ValueText
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Boolean(bool value) => value ? "true" : "false";

    public static string Date(DateTime value) => value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Moment(DateTime value) => value.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);

    public static string Time(TimeSpan value)
    {
        var fraction = value.Duration().Ticks % TimeSpan.TicksPerSecond;
        var text = $"{(value < TimeSpan.Zero ? "-" : "")}{(int)value.Duration().TotalHours:00}:{value.Duration():mm\\:ss}";
        return fraction == 0 ? text : $"{text}.{fraction:0000000}".TrimEnd('0');
    }

    /// <summary>The shortest decimal of a float, as a double: 0.1, not 0.10000000149011612.</summary>
    public static double Number(float value) =>
        double.Parse(value.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>JSON without blanks; the text of a JSON string; null for JSON's null. Text that is no JSON stays as it is.</summary>
    public static string? Json(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind switch
            {
                JsonValueKind.Null => null,
                JsonValueKind.String => document.RootElement.GetString(),
                _ => JsonSerializer.Serialize(document.RootElement, Compact),
            };
        }
        catch (JsonException)
        {
            return json;
        }
    }
}
