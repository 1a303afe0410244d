using System.Text.Json;

using Trestle.Serving.Requests;

namespace Trestle.Serving.Codecs;

/// <summary>
/// <c>{"inputs": {"age": [42, 17], "city": ["Bern", null]}}</c>, one list per column; or <c>{"inputs": [{"age": 42}]}</c>, one object
/// per row.
/// </summary>
internal sealed class Inputs : IJsonForm
{
    /// <inheritdoc/>
    public string Member => "inputs";

    /// <inheritdoc/>
    public void Read(ref JsonBody body, RequestRows rows)
    {
        ref var reader = ref body.Reader;
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            JsonShape.ReadRecords(ref reader, rows);
            return;
        }

        JsonShape.Require(reader.TokenType == JsonTokenType.StartObject, rows.Path, "an object of columns, or a list of rows");
        rows.Layout = Layout.Columns;
        var likely = 0;
        int? length = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var column = rows.Find(ref reader, likely);
            reader.Read();
            rows.AddHeader(column);
            if (column < 0)
            {
                JsonMembers.Skip(ref reader, rows.Path);
                continue;
            }

            likely = column + 1;
            var read = ReadColumn(ref reader, rows, column);
            if (read != (length ??= read))
            {
                throw new RefusedException(
                    ServeErrors.ColumnLength(rows.Schema.Columns[column].Name, $"{rows.Path}/{rows.Escaped(column)}", read, length.Value));
            }
        }

        rows.EndHeader();
    }

    private static int ReadColumn(ref Utf8JsonReader reader, RequestRows rows, int column)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            JsonShape.Require(false, $"{rows.Path}/{rows.Escaped(column)}", "a list of values");
        }

        var row = 0;
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; row++)
        {
            rows.Reach(row);
            JsonShape.ReadCell(ref reader, rows, column, row);
        }

        return row;
    }
}
