using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

using Trestle.Core.Configuration;

namespace Trestle.Server.Api;

/// <summary>
/// Compares the members of a JSON body with those of the type that it is read as, to name what is wrong with it: the reading itself
/// refuses the same, but without a word that helps.
/// </summary>
internal sealed class BodyCheck(JsonSerializerOptions options)
{
    /// <summary>Throws when the body has an unknown member, a member twice, or a word that is no value.</summary>
    public void Run(ReadOnlySpan<byte> body, Type type)
    {
        var reader = new Utf8JsonReader(body);
        try
        {
            if (reader.Read())
            {
                Check(ref reader, type, "");
            }
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // A text with half of a surrogate pair is an invalid operation.
            throw RefusedException.BadRequest(ServerErrors.Malformed());
        }
    }

    private void Check(ref Utf8JsonReader reader, Type type, string pointer)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                CheckMembers(ref reader, options.GetTypeInfo(type), pointer);
                break;
            case JsonTokenType.StartArray:
                var element = options.GetTypeInfo(type).ElementType ?? typeof(object);
                for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
                {
                    Check(ref reader, element, $"{pointer}/{i}");
                }

                break;
            case not JsonTokenType.Null when type.IsEnum:
                CheckWord(ref reader, type, pointer);
                break;
        }
    }

    private void CheckMembers(ref Utf8JsonReader reader, JsonTypeInfo type, string pointer)
    {
        var members = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            var known = type.Properties.FirstOrDefault(member => member.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (known is null && type.Kind == JsonTypeInfoKind.Object)
            {
                throw RefusedException.BadRequest(
                    ServerErrors.UnknownMember(name, Place(pointer), [.. type.Properties.Select(member => member.Name)]));
            }

            if (!members.Add(name))
            {
                throw RefusedException.BadRequest(ServerErrors.GivenTwice(name, Place(pointer)));
            }

            reader.Read();
            Check(ref reader, known?.PropertyType ?? typeof(object), $"{pointer}/{name}");
        }
    }

    private static void CheckWord(ref Utf8JsonReader reader, Type type, string pointer)
    {
        var words = WordConverter.WordsOf(type);
        var word = reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
        if (!words.Contains(word, StringComparer.OrdinalIgnoreCase))
        {
            throw RefusedException.BadRequest(ServerErrors.NoSuchWord(word, Place(pointer), words));
        }
    }

    private static string Place(string pointer) => pointer.Length == 0 ? "body" : pointer;
}
