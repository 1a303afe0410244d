using System.Text.Json;

namespace Trestle.Serving.Codecs;

/// <summary><c>dataframe_split</c>: the names of the columns once, and the rows as lists; in either order.</summary>
internal sealed class SplitReader(RequestTable table, RequestLayout layout)
{
    private const string Form = "dataframe_split";

    /// <summary>Reads the object that the reader stands on; <paramref name="text"/> is its text.</summary>
    public void Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> text)
    {
        RowReader.Expect(reader.TokenType == JsonTokenType.StartObject, Form, "an object with columns and data");
        int[]? positions = null;
        (int Start, int Length)? data = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            if (name == "columns")
            {
                positions = Columns(ref reader);
                continue;
            }

            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            data = name == "data" ? (start, (int)reader.BytesConsumed - start) : data;
        }

        RowReader.Expect(positions is not null && data is not null, Form, "an object with columns and data");
        var rows = new Utf8JsonReader(text.Slice(data!.Value.Start, data.Value.Length));
        rows.Read();
        RowReader.Rows(ref rows, table, positions!, Form);
    }

    private int[] Columns(ref Utf8JsonReader reader)
    {
        RowReader.Expect(reader.TokenType == JsonTokenType.StartArray, Form, "columns as a list of names");
        var positions = new List<int>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            RowReader.Expect(reader.TokenType == JsonTokenType.String, Form, "columns as a list of names");
            var position = layout.Find(reader.GetString()!);
            RowReader.Expect(position < 0 || !positions.Contains(position), Form, "each column once");
            positions.Add(position);
        }

        return [.. positions];
    }
}
