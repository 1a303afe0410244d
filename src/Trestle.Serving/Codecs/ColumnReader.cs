using System.Text.Json;

namespace Trestle.Serving.Codecs;

/// <summary>Columns by name, each a list of values of one length (or one value, for one row).</summary>
internal static class ColumnReader
{
    /// <summary>Reads the object that the reader stands on.</summary>
    public static void Read(ref Utf8JsonReader reader, RequestTable table, RequestLayout layout, string form)
    {
        var columns = new JsonElement?[layout.Columns.Count];
        using var document = JsonDocument.ParseValue(ref reader);
        var rows = -1;
        foreach (var property in document.RootElement.EnumerateObject())
        {
            var position = layout.Find(property.Name);
            var length = property.Value.ValueKind == JsonValueKind.Array ? property.Value.GetArrayLength() : 1;
            RowReader.Expect(rows < 0 || rows == length, form, "columns of one length");
            rows = length;
            if (position >= 0)
            {
                columns[position] = property.Value;
            }
        }

        for (var row = 0; row < rows; row++)
        {
            table.BeginRow();
            for (var c = 0; c < columns.Length; c++)
            {
                if (columns[c] is { } column)
                {
                    Cell(table, c, column.ValueKind == JsonValueKind.Array ? column[row] : column);
                }
            }

            table.EndRow();
        }
    }

    private static void Cell(RequestTable table, int column, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Number:
                table.SetNumber(column, value.TryGetDouble(out var number) ? number : double.NaN);
                break;
            case JsonValueKind.String:
                table.SetText(column, value.GetString()!);
                break;
            case JsonValueKind.True:
            case JsonValueKind.False:
                table.SetBoolean(column, value.GetBoolean());
                break;
            case JsonValueKind.Null:
                table.SetMissing(column);
                break;
            default:
                table.SetNested(column);
                break;
        }
    }
}
