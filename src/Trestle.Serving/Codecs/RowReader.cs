using System.Text.Json;

namespace Trestle.Serving.Codecs;

/// <summary>Reads cells, rows and records of JSON into a table.</summary>
internal static class RowReader
{
    /// <summary>Reads the value that the reader stands on into a cell, and leaves the reader on its last token.</summary>
    public static void Cell(ref Utf8JsonReader reader, RequestTable table, int column)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                table.SetNumber(column, reader.TryGetDouble(out var number) ? number : double.NaN);
                break;
            case JsonTokenType.String:
                table.SetText(column, reader.GetString()!);
                break;
            case JsonTokenType.True:
            case JsonTokenType.False:
                table.SetBoolean(column, reader.TokenType == JsonTokenType.True);
                break;
            case JsonTokenType.Null:
                table.SetMissing(column);
                break;
            default:
                reader.Skip();
                table.SetNested(column);
                break;
        }
    }

    /// <summary>A list of objects: one a row, its values by column.</summary>
    public static void Records(ref Utf8JsonReader reader, RequestTable table, RequestLayout layout, string form)
    {
        Expect(reader.TokenType == JsonTokenType.StartArray, form, "a list of rows");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Expect(reader.TokenType == JsonTokenType.StartObject, form, "a list of objects, one a row");
            table.BeginRow();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var column = layout.Find(reader.GetString()!);
                reader.Read();
                if (column >= 0)
                {
                    Cell(ref reader, table, column);
                }
                else
                {
                    reader.Skip();
                }
            }

            table.EndRow();
        }
    }

    /// <summary>A list of lists: one a row, its values in the order of <paramref name="positions"/> (-1 for a column that is not read).</summary>
    public static void Rows(ref Utf8JsonReader reader, RequestTable table, int[] positions, string form)
    {
        Expect(reader.TokenType == JsonTokenType.StartArray, form, "a list of rows");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Expect(reader.TokenType == JsonTokenType.StartArray, form, "a list of lists, one a row");
            table.BeginRow();
            var at = 0;
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                Expect(at < positions.Length, form, $"{positions.Length} values in row {table.Rows - 1}, found more");
                if (positions[at] >= 0)
                {
                    Cell(ref reader, table, positions[at]);
                }
                else
                {
                    reader.Skip();
                }

                at++;
            }

            Expect(at == positions.Length, form, $"{positions.Length} values in row {table.Rows - 1}, found {at}");
            table.EndRow();
        }
    }

    /// <summary>Refuses a request whose form is not as expected.</summary>
    public static void Expect(bool holds, string form, string expected)
    {
        if (!holds)
        {
            throw new RequestException(ServeErrors.BadShape(form, expected));
        }
    }
}
