using System.Text.Json;
using System.Text.Unicode;

using Trestle.Core.Schema;
using Trestle.Serving.Requests;

namespace Trestle.Serving.Codecs;

/// <summary>Helpers for the JSON forms: rows as objects, rows as lists, cells.</summary>
internal static class JsonShape
{
    /// <summary>Longest text of a cell, in bytes of UTF-8 as sent.</summary>
    public const int LongestText = 64 * 1024;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = 8 };

    /// <summary>
    /// Reads the value ahead of the reader, or throws a <see cref="RefusedException"/> or a <see cref="JsonException"/>.
    /// </summary>
    public delegate void BodyReader(ref JsonBody body, RequestRows rows);

    /// <summary>Reads a JSON body; invalid JSON or UTF-8 is refused.</summary>
    public static void ReadBody(ReadOnlySpan<byte> body, RequestRows rows, BodyReader read) => ReadBody(body, [], rows, read);

    /// <summary>The same for JSON that is followed by other bytes.</summary>
    public static void ReadBody(ReadOnlySpan<byte> body, ReadOnlySpan<byte> tail, RequestRows rows, BodyReader read)
    {
        if (!Utf8.IsValid(body))
        {
            throw new RefusedException(ServeErrors.NotUtf8());
        }

        var json = new JsonBody(body, tail, Options);
        try
        {
            read(ref json, rows);
        }
        catch (JsonException)
        {
            throw new RefusedException(ServeErrors.BrokenJson(json.Consumed));
        }
    }

    /// <summary>Throws unless the body has the expected shape at a place.</summary>
    public static void Require(bool fits, string pointer, string expected)
    {
        if (!fits)
        {
            throw new RefusedException(ServeErrors.BadShape(pointer, expected));
        }
    }

    /// <summary>Reads a list whose rows are objects; the reader is on the start of the list.</summary>
    public static void ReadRecords(ref Utf8JsonReader reader, RequestRows rows)
    {
        Require(reader.TokenType == JsonTokenType.StartArray, rows.Path, "a list of rows");
        reader.Read();
        ReadRestOfRecords(ref reader, rows);
    }

    /// <summary>As <see cref="ReadRecords"/>; the reader is on the first row, or on the end of the list.</summary>
    public static void ReadRestOfRecords(ref Utf8JsonReader reader, RequestRows rows)
    {
        rows.Layout = Layout.Records;
        for (; reader.TokenType != JsonTokenType.EndArray; reader.Read())
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                Require(false, $"{rows.Path}/{rows.Rows}", "one object per row");
            }

            ReadRecord(ref reader, rows, rows.NextRow());
        }
    }

    /// <summary>As <see cref="ReadRestOfRecords"/> for rows that are lists in the order of the rows' header.</summary>
    public static void ReadRestOfLists(ref JsonBody body, RequestRows rows)
    {
        rows.Layout = Layout.Lists;
        var numbers = NumberRow.Of(rows);
        ref var reader = ref body.Reader;
        for (; reader.TokenType != JsonTokenType.EndArray; reader.Read())
        {
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                Require(false, $"{rows.Path}/{rows.Rows}", "one list per row");
            }

            var row = rows.NextRow();
            if (numbers?.TryRead(ref body, rows, row) == true)
            {
                reader.Read();
            }
            else
            {
                ReadList(ref reader, rows, row);
            }
        }
    }

    /// <summary>Reads the value under the reader, whatever it is.</summary>
    public static void ReadCell(ref Utf8JsonReader reader, RequestRows rows, int column, int row)
    {
        var type = rows.Schema.Columns[column].Type;
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                rows.PutNull(column, row);
                break;
            case JsonTokenType.Number when type == ColumnType.Number:
                ReadNumber(ref reader, rows, column, row);
                break;
            case JsonTokenType.Number when type == ColumnType.Boolean && reader.TryGetInt32(out var bit) && bit is 0 or 1:
                rows.PutBoolean(column, row, bit == 1);
                break;
            case JsonTokenType.True or JsonTokenType.False when type == ColumnType.Boolean:
                rows.PutBoolean(column, row, reader.TokenType == JsonTokenType.True);
                break;
            case JsonTokenType.String when rows.Schema.Columns[column].TakesText:
                ReadText(ref reader, rows, column, row);
                break;
            default:
                if (rows.Faults.Wants(row))
                {
                    rows.Refuse(
                        ServeErrors.WrongType(rows.Schema.Columns[column], row, rows.Pointer(column, row), Words(reader.TokenType)));
                }

                reader.Skip();
                break;
        }
    }

    private static void ReadRecord(ref Utf8JsonReader reader, RequestRows rows, int row)
    {
        var extra = 0;
        var likely = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var column = rows.Find(ref reader, likely);
            reader.Read();
            if (column < 0)
            {
                extra += column == RequestSchema.Unknown ? 1 : 0;
                JsonMembers.Skip(ref reader, rows.Path);
                continue;
            }

            likely = column + 1;
            if (!rows.Claim(column, row))
            {
                throw new RefusedException(ServeErrors.Twice(rows.Schema.Columns[column].Name, row, rows.Pointer(column, row)));
            }

            ReadCell(ref reader, rows, column, row);
        }

        rows.Extra = Math.Max(rows.Extra, extra);
        rows.EndRecord(row);
    }

    private static void ReadList(ref Utf8JsonReader reader, RequestRows rows, int row)
    {
        var place = 0;
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; place++)
        {
            if (place < rows.Header.Count && rows.Header[place] is >= 0 and var column)
            {
                ReadCell(ref reader, rows, column, row);
            }
            else
            {
                JsonMembers.Skip(ref reader, rows.Path);
            }
        }

        if (place != rows.Header.Count && rows.Faults.Wants(row))
        {
            rows.Refuse(ServeErrors.RowLength(row, $"{rows.Path}/{row}", place, rows.Header.Count));
        }
    }

    private static void ReadNumber(ref Utf8JsonReader reader, RequestRows rows, int column, int row)
    {
        if (JsonNumber.TryRead(reader.ValueSpan, out var number) || (reader.TryGetDouble(out number) && double.IsFinite(number)))
        {
            rows.PutNumber(column, row, number);
        }
        else if (rows.Faults.Wants(row))
        {
            rows.Refuse(ServeErrors.TooLargeNumber(rows.Schema.Columns[column], row, rows.Pointer(column, row)));
        }
    }

    private static void ReadText(ref Utf8JsonReader reader, RequestRows rows, int column, int row)
    {
        if (reader.ValueSpan.Length <= LongestText)
        {
            rows.PutText(column, row, JsonText.Get(ref reader));
        }
        else if (rows.Faults.Wants(row))
        {
            rows.Refuse(ServeErrors.TooLongText(rows.Schema.Columns[column], row, rows.Pointer(column, row), LongestText));
        }
    }

    private static string Words(JsonTokenType token) => token switch
    {
        JsonTokenType.String => "a text",
        JsonTokenType.Number => "a number",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.StartObject => "an object",
        _ => "true or false",
    };
}
