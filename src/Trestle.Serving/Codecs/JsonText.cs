using System.Text;
using System.Text.Json;

namespace Trestle.Serving.Codecs;

/// <summary>Reads names and texts of a JSON body that is known to be UTF-8.</summary>
internal static class JsonText
{
    /// <summary>The name or text under the reader; an escape that is half a character is a <see cref="JsonException"/>.</summary>
    public static string Get(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            return Encoding.UTF8.GetString(reader.ValueSpan);
        }

        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException broken)
        {
            throw HalfCharacter(broken);
        }
    }

    /// <summary>Whether it is this text; as <see cref="Get"/>, without allocating one.</summary>
    public static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> text)
    {
        try
        {
            return reader.ValueTextEquals(text);
        }
        catch (InvalidOperationException broken) when (reader.ValueIsEscaped)
        {
            throw HalfCharacter(broken);
        }
    }

    private static JsonException HalfCharacter(InvalidOperationException broken) => new("an escape that is not a character", broken);
}
