namespace Trestle.Stages.Kernel.Tables;

/// <summary>Rows as comma-separated text (RFC 4180): a value that is missing is an empty field.</summary>
public static class CsvText
{
    /// <summary>Writes the line of names.</summary>
    public static void WriteHeader(TextWriter writer, RowSchema schema) => writer.Write($"{string.Join(',', schema.Columns.Select(column => Quoted(column.Name)))}\n");

    /// <summary>Writes a row.</summary>
    public static void WriteRow(TextWriter writer, RowBlock block, int row)
    {
        for (var c = 0; c < block.Schema.Count; c++)
        {
            writer.Write(c == 0 ? "" : ",");
            writer.Write(block.Schema[c].Kind == ColumnKind.Text ? Quoted(block.Texts(c)[row] ?? "") : Number(block.Numbers(c)[row]));
        }

        writer.Write('\n');
    }

    private static string Number(double value) => double.IsNaN(value) ? "" : value.ToString("R");

    private static string Quoted(string text) => text.AsSpan().IndexOfAny(",\"\n\r") < 0 ? text : $"\"{text.Replace("\"", "\"\"")}\"";
}
