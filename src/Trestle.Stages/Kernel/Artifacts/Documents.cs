using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

using Trestle.Core.Configuration;

namespace Trestle.Stages.Kernel.Artifacts;

/// <summary>How documents are written: JSON, the same bytes for the same document.</summary>
public static class Documents
{
    /// <summary>For artifacts: compact.</summary>
    public static JsonSerializerOptions Compact { get; } = Make(indented: false);

    /// <summary>For people and for <c>--json</c>: indented.</summary>
    public static JsonSerializerOptions Readable { get; } = Make(indented: true);

    /// <summary>The bytes of a document.</summary>
    public static byte[] Write<T>(T document) => JsonSerializer.SerializeToUtf8Bytes(document, Compact);

    /// <summary>The bytes of a document for people to read.</summary>
    public static byte[] WriteReadable<T>(T document) => JsonSerializer.SerializeToUtf8Bytes(document, Readable);

    /// <summary>Reads a document; null is not one.</summary>
    public static T Read<T>(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize<T>(json, Compact) ?? throw new JsonException($"the document is not a {typeof(T).Name}");

    private static JsonSerializerOptions Make(bool indented)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            WriteIndented = indented,
            AllowDuplicateProperties = false,
            NewLine = "\n",
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { FormerJson.Names } },
            Converters = { new WordConverter(), new RowStepConverter(), new ContentHashConverter() },
        };
        options.MakeReadOnly();
        return options;
    }

    /// <summary>A step's settings under its name: <c>{"clip": {"low": 0.01}}</c>.</summary>
    private sealed class RowStepConverter : JsonConverter<IRowStep>
    {
        public override IRowStep Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var document = JsonDocument.ParseValue(ref reader);
            var entry = document.RootElement.EnumerateObject().Single();
            return (IRowStep)(
                entry.Value.Deserialize(
                    StepCatalog.Find(entry.Name).Settings, options) ?? throw new JsonException($"step '{entry.Name}' has no settings"));
        }

        public override void Write(Utf8JsonWriter writer, IRowStep value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WritePropertyName(StepCatalog.NameOf(value));
            JsonSerializer.Serialize(writer, value, value.GetType(), options);
            writer.WriteEndObject();
        }
    }

    private sealed class ContentHashConverter : JsonConverter<ContentHash>
    {
        public override ContentHash Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            ContentHash.Parse(reader.GetString() ?? throw new JsonException("a hash must be a string"));

        public override void Write(Utf8JsonWriter writer, ContentHash value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
