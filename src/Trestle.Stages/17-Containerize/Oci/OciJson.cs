using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Trestle.Stages.Containerize.Oci;

/// <summary>How image documents are written: compact JSON, the same bytes for the same document; digests as <c>sha256:…</c>.</summary>
internal static class OciJson
{
    private const string Algorithm = "sha256:";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        NumberHandling = JsonNumberHandling.Strict,
        Converters = { new DigestConverter() },
    };

    /// <summary>The bytes of a document.</summary>
    public static byte[] Write<T>(T document) => JsonSerializer.SerializeToUtf8Bytes(document, Options);

    /// <summary>Reads a document written by somebody else; invalid JSON is error TR1705.</summary>
    public static T Read<T>(ReadOnlySpan<byte> json, string where)
    {
        try
        {
            CheckLists(json);
            return JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException("it is null");
        }
        catch (JsonException broken)
        {
            throw new TrestleException(
                OciErrors.BrokenImage(where, $"a document cannot be read: {broken.Message}"), ExitCode.Mistake, broken);
        }
    }

    /// <summary>A digest as images write it.</summary>
    public static string Digest(ContentHash hash) => $"{Algorithm}{hash}";

    /// <summary>Reads a digest; null unless it is a SHA-256 in 64 lower-case hexadecimal digits.</summary>
    public static ContentHash? TryDigest(string? text) =>
        text?.StartsWith(Algorithm, StringComparison.Ordinal) == true
            && text.Length == Algorithm.Length + 64 && text[Algorithm.Length..].All(char.IsAsciiHexDigitLower)
            ? ContentHash.Parse(text[Algorithm.Length..])
            : null;

    /// <summary>The serializer accepts null as an element of any list; no list of an image has one.</summary>
    private static void CheckLists(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var within = new Stack<JsonTokenType>();
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray or JsonTokenType.StartObject:
                    within.Push(reader.TokenType);
                    break;
                case JsonTokenType.EndArray or JsonTokenType.EndObject:
                    within.Pop();
                    break;
                case JsonTokenType.Null when within.TryPeek(out var around) && around == JsonTokenType.StartArray:
                    throw new JsonException("a list has an element that is null");
            }
        }
    }

    private sealed class DigestConverter : JsonConverter<ContentHash>
    {
        public override ContentHash Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            TryDigest(reader.TokenType == JsonTokenType.String ? reader.GetString() : null)
                ?? throw new JsonException("a digest is 'sha256:' and 64 lower-case hexadecimal digits");

        public override void Write(Utf8JsonWriter writer, ContentHash value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Digest(value));
    }
}
