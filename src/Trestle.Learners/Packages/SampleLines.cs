using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

using Trestle.Core.Errors;
using Trestle.Rows.Blocks;
using Trestle.Rows.Plans;

namespace Trestle.Learners.Packages;

/// <summary>
/// Samples as JSON lines, <c>{"row":{"age":42,"city":"Bern"},"scores":[0.73]}</c>: numbers to the last bit, null for "no value",
/// infinities as texts. Which columns are numbers is told by the plan's input.
/// </summary>
internal static class SampleLines
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = 4, AllowDuplicateProperties = false };

    public static byte[] Write(Samples samples, FittedPlan plan, int outputs)
    {
        var schema = Columns(plan);
        var rows = samples.Rows.Project(schema, "samples");
        var bytes = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(bytes, Writing);
        for (var row = 0; row < rows.Rows; row++)
        {
            json.WriteStartObject();
            WriteRow(json, rows, row);
            json.WriteStartArray("scores");
            foreach (var score in samples.Scores.AsSpan(row * outputs, outputs))
            {
                WriteNumber(json, score);
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.Flush();
            json.Reset();
            bytes.Write("\n"u8);
        }

        return bytes.WrittenSpan.ToArray();
    }

    public static Samples Read(ReadOnlyMemory<byte> lines, FittedPlan plan, int outputs, string path)
    {
        var schema = Columns(plan);
        var rows = lines.Span.Count((byte)'\n');
        var columns = schema.Columns.Select(column => column.Kind == ColumnKind.Number ? (Array)new double[rows] : new string?[rows]).ToArray();
        var scores = new double[rows * outputs];
        for (var row = 0; row < rows; row++)
        {
            var end = lines.Span.IndexOf((byte)'\n');
            try
            {
                using var line = JsonDocument.Parse(lines[..end], Reading);
                ReadRow(line.RootElement, schema, columns, row, scores.AsSpan(row * outputs, outputs));
            }
            catch (Exception broken) when (broken is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
            {
                throw new TrestleException(PackageErrors.BadDocument(path, PackageFiles.Samples, $"line {row + 1} is no sample"), inner: broken);
            }

            lines = lines[(end + 1)..];
        }

        return lines.IsEmpty
            ? new Samples(new RowBlock(schema, rows, columns), scores)
            : throw new TrestleException(PackageErrors.BadDocument(path, PackageFiles.Samples, "its last line has no end"));
    }

    /// <summary>The columns that a row has to bring.</summary>
    public static RowSchema Columns(FittedPlan plan) =>
        new(plan.Input.Columns.Where(column => !ReservedColumns.Contains(column.Name)));

    private static void WriteRow(Utf8JsonWriter json, RowBlock rows, int row)
    {
        json.WriteStartObject("row");
        for (var column = 0; column < rows.Schema.Count; column++)
        {
            json.WritePropertyName(rows.Schema[column].Name);
            if (rows.Schema[column].Kind == ColumnKind.Number)
            {
                WriteNumber(json, rows.Numbers(column)[row]);
            }
            else
            {
                json.WriteStringValue(rows.Texts(column)[row]);
            }
        }

        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, double value)
    {
        if (double.IsNaN(value))
        {
            json.WriteNullValue();
        }
        else if (double.IsInfinity(value))
        {
            json.WriteStringValue(value > 0 ? "Infinity" : "-Infinity");
        }
        else
        {
            json.WriteNumberValue(value);
        }
    }

    private static void ReadRow(JsonElement line, RowSchema schema, Array[] columns, int row, Span<double> scores)
    {
        var values = line.GetProperty("row");
        for (var column = 0; column < columns.Length; column++)
        {
            var value = values.GetProperty(schema[column].Name);
            if (columns[column] is double[] numbers)
            {
                numbers[row] = Number(value);
            }
            else
            {
                ((string?[])columns[column])[row] = value.GetString();
            }
        }

        var given = line.GetProperty("scores");
        if (given.GetArrayLength() != scores.Length)
        {
            throw new FormatException("another number of scores than the model gives");
        }

        for (var output = 0; output < scores.Length; output++)
        {
            scores[output] = Number(given[output]);
        }
    }

    private static double Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => double.NaN,
        JsonValueKind.String => value.GetString() switch
        {
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            _ => throw new FormatException("a text where a number belongs"),
        },
        _ => value.GetDouble(),
    };
}
