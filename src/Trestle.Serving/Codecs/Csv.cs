using System.Text;
using System.Text.Unicode;

using Trestle.Serving.Requests;

namespace Trestle.Serving.Codecs;

/// <summary>
/// CSV (RFC 4180) with commas and a header line, in UTF-8. An empty field is "no value"; empty lines are skipped.
/// </summary>
internal sealed class Csv : IRequestCodec
{
    private const int LongestName = 1024;

    /// <inheritdoc/>
    public IReadOnlyList<string> MediaTypes { get; } = ["text/csv", "application/csv"];

    /// <inheritdoc/>
    public bool BringsNumbers => false;

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<byte> body, RequestRows rows)
    {
        if (!Utf8.IsValid(body))
        {
            throw new RefusedException(ServeErrors.NotUtf8());
        }

        var fields = new CsvFields(body);
        if (!fields.NextLine())
        {
            throw new RefusedException(ServeErrors.NoHeader());
        }

        ReadHeader(ref fields, rows);
        while (fields.NextLine())
        {
            ReadRow(ref fields, rows);
        }
    }

    private static void ReadHeader(ref CsvFields fields, RequestRows rows)
    {
        while (fields.NextField(out var name))
        {
            rows.AddHeader(rows.Find(name.Length > LongestName ? "" : Encoding.UTF8.GetString(name)));
        }

        rows.EndHeader();
    }

    private static void ReadRow(ref CsvFields fields, RequestRows rows)
    {
        var row = rows.NextRow();
        var place = 0;
        for (; fields.NextField(out var value); place++)
        {
            if (place < rows.Header.Count && rows.Header[place] is >= 0 and var column)
            {
                ReadCell(value, rows, column, row);
            }
        }

        if (place != rows.Header.Count && rows.Faults.Wants(row))
        {
            rows.Refuse(ServeErrors.RowLength(row, null, place, rows.Header.Count));
        }
    }

    private static void ReadCell(ReadOnlySpan<byte> value, RequestRows rows, int column, int row)
    {
        if (value.IsEmpty)
        {
            rows.PutNull(column, row);
        }
        else if (value.Length <= JsonShape.LongestText)
        {
            rows.PutText(column, row, Encoding.UTF8.GetString(value));
        }
        else if (rows.Faults.Wants(row))
        {
            rows.Refuse(ServeErrors.TooLongText(rows.Schema.Columns[column], row, null, JsonShape.LongestText));
        }
    }
}
