using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

using Trestle.Core.Schema;
using Trestle.Rows.Blocks;
using Trestle.Rows.Steps.Parsing;

namespace Trestle.Learners.Packages;

/// <summary>Writes raw rows as the JSON that <c>POST /invocations</c> takes, for replay over HTTP.</summary>
public static class RequestBody
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// The body in the form <c>dataframe_split</c>. Texts of columns that the contract calls numbers are written as numbers; what
    /// means "no value", or is no number, as null.
    /// </summary>
    /// <param name="contract">The contract; columns that it does not know are left out.</param>
    /// <param name="rows">Raw rows; an infinity has no JSON and is an <see cref="ArgumentException"/>.</param>
    /// <param name="output">What is asked for: <c>full</c>, <c>labels</c> or <c>scores</c>.</param>
    public static byte[] Split(Contract contract, RowBlock rows, string output = "scores")
    {
        var columns = Enumerable.Range(0, rows.Schema.Count)
            .Select(position => (Position: position, Contract: contract.Find(rows.Schema[position].Name)))
            .Where(column => column.Contract is not null)
            .ToArray();
        var bytes = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(bytes, Writing);
        json.WriteStartObject();
        json.WriteStartObject("dataframe_split");
        json.WriteStartArray("columns");
        foreach (var column in columns)
        {
            json.WriteStringValue(column.Contract!.Name);
        }

        json.WriteEndArray();
        json.WriteStartArray("data");
        for (var row = 0; row < rows.Rows; row++)
        {
            json.WriteStartArray();
            foreach (var column in columns)
            {
                Write(json, contract, column.Contract!, rows, column.Position, row);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("params");
        json.WriteString("output", output);
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, Contract contract, ColumnContract column, RowBlock rows, int position, int row)
    {
        if (rows.Schema[position].Kind == ColumnKind.Number)
        {
            WriteNumber(json, rows.Numbers(position)[row]);
            return;
        }

        var text = rows.Texts(position)[row];
        if (text is null || column.Type != ColumnType.Number)
        {
            json.WriteStringValue(text);
        }
        else
        {
            var isNumber = !ValueParser.IsNull(text, contract.NullTokens) & ValueParser.TryNumber(text, column.DecimalMark, out var number);
            WriteNumber(json, isNumber ? number : double.NaN);
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, double number)
    {
        if (double.IsNaN(number))
        {
            json.WriteNullValue();
        }
        else
        {
            json.WriteNumberValue(number);
        }
    }
}
