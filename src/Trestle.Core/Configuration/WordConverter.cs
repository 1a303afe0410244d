using System.Text.Json;
using System.Text.Json.Serialization;

namespace Trestle.Core.Configuration;

/// <summary>
/// Enums in JSON as their words in kebab-case, and nothing else: no numbers, no lists of words, no words without a value. The former
/// words of documents of earlier versions are read, too. The case of letters does not count.
/// </summary>
public sealed class WordConverter : JsonConverterFactory
{
    /// <summary>The words of an enum.</summary>
    public static IReadOnlyList<string> WordsOf(Type type) => [.. Enum.GetNames(type).Select(JsonNamingPolicy.KebabCaseLower.ConvertName)];

    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

    /// <inheritdoc/>
    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Words<>).MakeGenericType(typeToConvert))!;

    private sealed class Words<T> : JsonConverter<T>
        where T : struct, Enum
    {
        private static readonly Dictionary<string, T> ByWord = Enum.GetValues<T>()
            .SelectMany(value => FormerlyAttribute.Of(typeof(T).GetField($"{value}")!)
                .Prepend(Word(value))
                .Select(word => KeyValuePair.Create(word, value)))
            .ToDictionary(StringComparer.OrdinalIgnoreCase);

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String ? Find(reader.GetString()!) : throw Wrong();

        public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Find(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(Word(value));

        public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WritePropertyName(Word(value));

        private static T Find(string word) => ByWord.TryGetValue(word, out var value) ? value : throw Wrong();

        private static JsonException Wrong() => new($"one of {string.Join(", ", WordsOf(typeof(T)))}");

        private static string Word(T value) => Enum.IsDefined(value)
            ? JsonNamingPolicy.KebabCaseLower.ConvertName($"{value}")
            : throw new JsonException($"{value:D} is no {typeof(T).Name}");
    }
}
