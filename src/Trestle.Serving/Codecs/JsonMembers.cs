using System.Text;
using System.Text.Json;

using Trestle.Serving.Requests;

namespace Trestle.Serving.Codecs;

/// <summary>The members that an object of a body may have, each once. Any other is a mistake that would change the answer unseen.</summary>
internal sealed class JsonMembers(params string[] names)
{
    private readonly byte[][] utf8 = [.. names.Select(Encoding.UTF8.GetBytes)];

    /// <summary>
    /// The position of the name under the reader. <paramref name="seen"/> has a bit for each member that was read before. A member that
    /// is unknown, or there twice, is refused.
    /// </summary>
    public int Take(ref Utf8JsonReader reader, string pointer, ref int seen)
    {
        for (var i = 0; i < names.Length; i++)
        {
            if (!JsonText.Is(ref reader, utf8[i]))
            {
                continue;
            }

            if ((seen & (1 << i)) != 0)
            {
                throw new RefusedException(ServeErrors.MemberTwice(pointer, names[i]));
            }

            seen |= 1 << i;
            return i;
        }

        throw new RefusedException(ServeErrors.UnknownMember(JsonText.Get(ref reader), pointer, names));
    }

    /// <summary>Skips a value that is not used; an object with a member twice is refused here, too.</summary>
    public static void Skip(ref Utf8JsonReader reader, string pointer)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var members = new HashSet<string>(StringComparer.Ordinal);
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    if (!members.Add(JsonText.Get(ref reader)))
                    {
                        throw new RefusedException(ServeErrors.MemberTwice(pointer));
                    }

                    reader.Read();
                    Skip(ref reader, pointer);
                }

                break;
            case JsonTokenType.StartArray:
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    Skip(ref reader, pointer);
                }

                break;
        }
    }
}
