using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Trestle.Storage.Tables.Databases;

/// <summary>How values of a type of PostgreSQL are read.</summary>
/// <param name="IsText">Whether the server is asked for their text.</param>
/// <param name="Column">Makes a column of a name.</param>
internal sealed record PostgresType(bool IsText, Func<string, DatabaseColumn> Column)
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The reading of a type, by the name that the server gives it.</summary>
    public static PostgresType Of(string type) => Base(type) switch
    {
        "smallint" => new(false, name => new NumberColumn(name, (reader, i) => reader.GetInt16(i))),
        "integer" => new(false, name => new NumberColumn(name, (reader, i) => reader.GetInt32(i))),
        "bigint" => new(false, name => new WholeColumn(name, (reader, i) => reader.GetInt64(i))),
        "real" => new(false, name => new NumberColumn(name, (reader, i) => ValueText.Number(reader.GetFloat(i)))),
        "double precision" => new(false, name => new NumberColumn(name, (reader, i) => reader.GetDouble(i))),
        "numeric" or "oid" => new(true, name => new DigitsColumn(name, (reader, i) => reader.GetString(i))),
        "boolean" => new(false, name => new TextColumn(name, SourceType.Boolean, (reader, i) => ValueText.Boolean(reader.GetBoolean(i)))),
        "bytea" => new(false, name => new BytesColumn(name, (reader, i) => reader.GetFieldValue<byte[]>(i))),
        "text" or "character varying" or "character" or "name" =>
            new(false, name => new TextColumn(name, SourceType.Text, (reader, i) => reader.GetString(i))),
        var array when array.EndsWith("[]", StringComparison.Ordinal) => new(
            true, name => new TextColumn(name, SourceType.Json, (reader, i) => Array(reader.GetString(i), Base(array[..^2])))),
        var other => new(true, name => new TextColumn(name, TypeOf(other), (reader, i) => Text(reader.GetString(i), other))),
    };

    /// <summary>The name without a length or precision.</summary>
    private static string Base(string type)
    {
        var (open, close) = (type.IndexOf('(', StringComparison.Ordinal), type.IndexOf(')', StringComparison.Ordinal));
        return open > 0 && close > open ? type[..open].TrimEnd() + type[(close + 1)..] : type;
    }

    private static SourceType TypeOf(string type) => type switch
    {
        "date" or "timestamp without time zone" or "timestamp with time zone" => SourceType.Date,
        "json" or "jsonb" => SourceType.Json,
        _ => SourceType.Text,
    };

    /// <summary>The text of a value as files have it; null for JSON's null.</summary>
    private static string? Text(string text, string type) => type switch
    {
        "timestamp without time zone" => text.Replace(' ', 'T').Replace("TBC", " BC", StringComparison.Ordinal),
        "timestamp with time zone" when text.EndsWith("+00", StringComparison.Ordinal) => $"{text[..^3].Replace(' ', 'T')}Z",
        "json" or "jsonb" => ValueText.Json(text),
        _ => text,
    };

    /// <summary>An array as JSON. PostgreSQL writes <c>{1,NULL,"a, b"}</c>, perhaps with bounds in front: <c>[0:2]={…}</c>.</summary>
    private static string Array(string text, string element)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Relaxed))
        {
            var at = text.StartsWith('[') ? text.IndexOf('=', StringComparison.Ordinal) + 1 : 0;
            var delimiter = element == "box" ? ';' : ',';
            while (at < text.Length)
            {
                at = Item(text, at, element, delimiter, json);
            }
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    /// <summary>Writes what is at a position; returns the position behind it.</summary>
    private static int Item(string text, int at, string element, char delimiter, Utf8JsonWriter json)
    {
        if (text[at] == '{')
        {
            json.WriteStartArray();
            return at + 1;
        }

        if (text[at] == '}')
        {
            json.WriteEndArray();
            return at + 1;
        }

        if (text[at] == delimiter)
        {
            return at + 1;
        }

        var (value, isQuoted) = (new StringBuilder(), text[at] == '"');
        for (at += isQuoted ? 1 : 0; at < text.Length; at++)
        {
            if (isQuoted ? text[at] == '"' : text[at] == delimiter || text[at] is '}')
            {
                break;
            }

            at += text[at] == '\\' ? 1 : 0;
            value.Append(text[at]);
        }

        Write(value.ToString(), isQuoted, element, json);
        return isQuoted ? at + 1 : at;
    }

    private static void Write(string value, bool isQuoted, string element, Utf8JsonWriter json)
    {
        if (!isQuoted && value == "NULL")
        {
            json.WriteNullValue();
        }
        else if (element is "json" or "jsonb"
            || (element is "smallint" or "integer" or "bigint" or "numeric" or "real" or "double precision"
                && char.IsAsciiDigit(value[^1])))
        {
            json.WriteRawValue(value);
        }
        else if (element == "boolean")
        {
            json.WriteBooleanValue(value == "t");
        }
        else
        {
            json.WriteStringValue(Text(value, element));
        }
    }
}
