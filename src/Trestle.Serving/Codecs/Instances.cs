using System.Text.Json;

using Trestle.Serving.Requests;

namespace Trestle.Serving.Codecs;

/// <summary>
/// <c>{"instances": [{"age": 42, "city": "Bern"}]}</c>, or rows as lists in the order of the contract's columns without the
/// target: <c>{"instances": [[42, "Bern"]]}</c>.
/// </summary>
internal sealed class Instances : IJsonForm
{
    /// <inheritdoc/>
    public string Member => "instances";

    /// <inheritdoc/>
    public void Read(ref JsonBody body, RequestRows rows)
    {
        ref var reader = ref body.Reader;
        JsonShape.Require(reader.TokenType == JsonTokenType.StartArray, rows.Path, "a list of rows");
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            JsonShape.ReadRestOfRecords(ref reader, rows);
            return;
        }

        for (var column = 0; column < rows.Schema.Columns.Length; column++)
        {
            rows.AddHeader(column);
        }

        JsonShape.ReadRestOfLists(ref body, rows);
    }
}
