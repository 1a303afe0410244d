using Trestle.Rows.Steps.Parsing;
using Trestle.Storage.Tables.Engine;

namespace Trestle.Storage.Tables.Splits;

/// <summary>Tells which values of a chunk are missing or mean "no value".</summary>
internal sealed class MissingTexts(IReadOnlyList<string> tokens)
{
    private readonly TokenSet set = new(tokens.Append(""));

    /// <summary>Whether a row has no value in a column of texts.</summary>
    public bool At(ChunkReader chunk, int column, int row) => chunk.IsMissing(column, row) || set.Contains(chunk.Utf8(column, row));
}
