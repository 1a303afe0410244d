using System.Globalization;

using Trestle.Rows.Blocks;

namespace Trestle.Rows.Csv;

/// <summary>
/// Writes comma-separated text (RFC 4180) that reads back the same: numbers to the last bit, a missing value as an empty field, an
/// empty text as <c>""</c>. Records end with LF.
/// </summary>
/// <param name="writer">Where the text goes; the caller disposes it.</param>
public sealed class CsvWriter(TextWriter writer)
{
    /// <summary>Longest number: a sign, 17 digits, a point and an exponent of up to five characters.</summary>
    private const int LongestNumber = 32;

    private int fields;
    private bool blank;

    /// <summary>Writes a text, in quotes where it needs them; null is a missing value.</summary>
    public void Write(string? text)
    {
        Begin(text is null);
        if (text is null)
        {
            return;
        }

        if (text.Length > 0 && text.AsSpan().IndexOfAny(",\"\r\n") < 0)
        {
            writer.Write(text);
        }
        else
        {
            writer.Write('"');
            writer.Write(text.Replace("\"", "\"\"", StringComparison.Ordinal));
            writer.Write('"');
        }
    }

    /// <summary>Writes a number in the fewest digits that read back to it; NaN is a missing value.</summary>
    public void Write(double number)
    {
        Begin(double.IsNaN(number));
        if (!double.IsNaN(number))
        {
            Span<char> text = stackalloc char[LongestNumber];
            number.TryFormat(text, out var length, "R", CultureInfo.InvariantCulture);
            writer.Write(text[..length]);
        }
    }

    /// <summary>Writes the names of the columns as a record.</summary>
    public void WriteHeader(RowSchema schema) => WriteRecord(schema.Columns.Select(column => column.Name));

    /// <summary>Writes texts as a record.</summary>
    public void WriteRecord(IEnumerable<string?> texts)
    {
        foreach (var text in texts)
        {
            Write(text);
        }

        EndRecord();
    }

    /// <summary>Writes a row of a block as a record.</summary>
    public void WriteRow(RowBlock block, int row)
    {
        for (var column = 0; column < block.Schema.Count; column++)
        {
            if (block.Schema[column].Kind == ColumnKind.Text)
            {
                Write(block.Texts(column)[row]);
            }
            else
            {
                Write(block.Numbers(column)[row]);
            }
        }

        EndRecord();
    }

    /// <summary>Ends the record. A single missing value is written as <c>""</c>: readers skip empty lines.</summary>
    public void EndRecord()
    {
        writer.Write(fields == 1 && blank ? "\"\"\n" : "\n");
        fields = 0;
    }

    private void Begin(bool missing)
    {
        if (fields++ > 0)
        {
            writer.Write(',');
        }

        blank = missing;
    }
}
