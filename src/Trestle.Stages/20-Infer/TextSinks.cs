using System.Text.Json;

using Trestle.Rows.Csv;
using Trestle.Storage.Files;
using Trestle.Storage.Tables;

namespace Trestle.Stages.Infer;

/// <summary>Comma-separated text with a header, in UTF-8.</summary>
internal sealed class CsvSink : IPredictionSink
{
    /// <inheritdoc/>
    public string Ending => ".csv";

    /// <inheritdoc/>
    public bool OpensInSpreadsheets => true;

    /// <inheritdoc/>
    public void Write(
        TableEngine tables, RowSchema schema, IEnumerable<RowBlock> blocks, string path,
        CancellationToken cancellation) => AtomicFile.WriteStream(path, file =>
    {
        using var writer = new StreamWriter(file, leaveOpen: true);
        var csv = new CsvWriter(writer);
        csv.WriteHeader(schema);
        foreach (var block in blocks)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var row = 0; row < block.Rows; row++)
            {
                csv.WriteRow(block, row);
            }
        }
    });
}

/// <summary>One JSON object per line.</summary>
internal sealed class JsonLinesSink : IPredictionSink
{
    /// <inheritdoc/>
    public string Ending => ".jsonl";

    /// <inheritdoc/>
    public void Write(
        TableEngine tables, RowSchema schema, IEnumerable<RowBlock> blocks, string path,
        CancellationToken cancellation) => AtomicFile.WriteStream(path, file =>
    {
        using var writer = new Utf8JsonWriter(file);
        foreach (var block in blocks)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var row = 0; row < block.Rows; row++)
            {
                WriteRow(writer, schema, block, row);
                writer.Flush();
                writer.Reset();
                file.WriteByte((byte)'\n');
            }
        }
    });

    private static void WriteRow(Utf8JsonWriter writer, RowSchema schema, RowBlock block, int row)
    {
        writer.WriteStartObject();
        for (var c = 0; c < schema.Count; c++)
        {
            if (schema[c].Kind == ColumnKind.Text)
            {
                writer.WriteString(schema[c].Name, block.Texts(c)[row]);
            }
            else if (double.IsFinite(block.Numbers(c)[row]))
            {
                writer.WriteNumber(schema[c].Name, block.Numbers(c)[row]);
            }
            else
            {
                writer.WriteNull(schema[c].Name);
            }
        }

        writer.WriteEndObject();
    }
}
