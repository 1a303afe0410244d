using System.Buffers;

namespace Trestle.Storage.Tables.Sources;

/// <summary>
/// The words NaN, Infinity and -Infinity, which JSON does not have and many programs write: NaN becomes null, and the others become
/// numbers that are as large.
/// </summary>
internal static class JsonWords
{
    private static readonly SearchValues<byte> Outside = SearchValues.Create("\"NI"u8);
    private static readonly SearchValues<byte> Inside = SearchValues.Create("\"\\"u8);

    /// <summary>Whether the text may end within such a word.</summary>
    public static bool MayEndWithin(ReadOnlySpan<byte> json) => json[^Math.Min(json.Length, 8)..].IndexOfAny((byte)'N', (byte)'I') >= 0;

    /// <summary>Text that begins outside of a string, with the words replaced; null when there are none.</summary>
    public static byte[]? Replace(ReadOnlySpan<byte> json)
    {
        var replaced = new ArrayBufferWriter<byte>(json.Length + 64);
        var (found, inText) = (false, false);
        for (var at = 0; at < json.Length;)
        {
            var rest = json[at..];
            var plain = rest.IndexOfAny(inText ? Inside : Outside);
            if (plain != 0)
            {
                plain = plain < 0 ? rest.Length : plain;
                replaced.Write(rest[..plain]);
                at += plain;
                continue;
            }

            var taken = rest[0] == '\\' ? Math.Min(2, rest.Length) : 1;
            inText ^= rest[0] == '"';
            if (rest.StartsWith("NaN"u8))
            {
                replaced.Write("null"u8);
                (found, taken) = (true, 3);
            }
            else if (rest.StartsWith("Infinity"u8))
            {
                replaced.Write("1e999999"u8);
                (found, taken) = (true, 8);
            }
            else
            {
                replaced.Write(rest[..taken]);
            }

            at += taken;
        }

        return found ? replaced.WrittenSpan.ToArray() : null;
    }
}
