using System.Text;

using Trestle.Rows.Steps.Parsing;
using Trestle.Storage.Tables.Engine;

namespace Trestle.Storage.Tables.Splits;

/// <summary>Tells which values of a chunk are missing or mean "no value".</summary>
internal sealed class MissingTexts(IReadOnlyList<string> tokens)
{
    private const int Buffer = 128;

    private readonly TokenSet set = new(tokens.Append(""));

    /// <summary>Whether a row has no value in a column of texts.</summary>
    public bool At(ChunkReader chunk, int column, int row) => chunk.IsMissing(column, row) || Contains(chunk.Utf8(column, row));

    private bool Contains(ReadOnlySpan<byte> utf8)
    {
        if (!set.MayContain(utf8))
        {
            return false;
        }

        if (utf8.Length > Buffer)
        {
            return set.Contains(Encoding.UTF8.GetString(utf8));
        }

        Span<char> text = stackalloc char[Buffer];
        return set.Contains(text[..Encoding.UTF8.GetChars(utf8, text)]);
    }
}
