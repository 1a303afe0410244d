using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

using Trestle.Core.Configuration;

namespace Trestle.Stages.Kernel.Artifacts;

/// <summary>
/// Reads settings in documents of earlier versions under their former names; documents are written with the present ones.
/// </summary>
internal static class FormerJson
{
    /// <summary>Adds each former name of a property as a name that can only be read.</summary>
    public static void Names(JsonTypeInfo type)
    {
        foreach (var property in type.Kind == JsonTypeInfoKind.Object ? type.Properties.ToArray() : [])
        {
            var names = property.AttributeProvider is MemberInfo member ? FormerlyAttribute.Of(member) : [];
            foreach (var old in names.Where(name => !name.Contains('.', StringComparison.Ordinal)))
            {
                var former = type.CreateJsonPropertyInfo(property.PropertyType, CamelCase(old));
                former.Set = property.Set;
                type.Properties.Add(former);
            }
        }
    }

    private static string CamelCase(string kebab) =>
        string.Concat(kebab.Split('-').Select((word, i) => i == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));

    /// <summary>The words of enums of which at least one had another name.</summary>
    public sealed class Words : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) =>
            typeToConvert.IsEnum && typeToConvert.GetFields().Any(field => FormerlyAttribute.Of(field).Count > 0);

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(WordConverter<>).MakeGenericType(typeToConvert))!;
    }

    private sealed class WordConverter<T> : JsonConverter<T>
        where T : struct, Enum
    {
        private static readonly Dictionary<string, T> ByWord = Enum.GetValues<T>()
            .SelectMany(value => FormerlyAttribute.Of(typeof(T).GetField($"{value}")!)
                .Prepend(Word(value))
                .Select(word => KeyValuePair.Create(word, value)))
            .ToDictionary(StringComparer.Ordinal);

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && ByWord.TryGetValue(reader.GetString()!, out var value)
                ? value
                : throw new JsonException($"one of {string.Join(", ", ByWord.Keys)}");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(Word(value));

        private static string Word(T value) => JsonNamingPolicy.KebabCaseLower.ConvertName($"{value}");
    }
}
