using System.Text;
using System.Text.Unicode;

using Trestle.Core.Texts;
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
        var (names, columns, isPlain) = (new List<string>(), new List<int>(), true);
        while (fields.NextField(out var name))
        {
            names.Add(name.Length > LongestName ? "" : Encoding.UTF8.GetString(name));
            var column = rows.Find(names[^1]);
            isPlain = isPlain && column >= 0 && !columns.Contains(column);
            columns.Add(column);
        }

        foreach (var column in isPlain ? columns : AsInTraining(names, columns, rows))
        {
            rows.AddHeader(column);
        }

        rows.EndHeader();
    }

    /// <summary>
    /// A header with empty or doubled names, or with blanks around them, is read as the source's was: its columns get the names that they
    /// had in training.
    /// </summary>
    private static IEnumerable<int> AsInTraining(IReadOnlyList<string> names, IReadOnlyList<int> columns, RequestRows rows)
    {
        var distinct = HeaderNames.Distinct(
            [.. names.Select((name, i) => string.IsNullOrWhiteSpace(name) ? HeaderNames.Unnamed(i) : name)]);
        return columns.Select((column, i) => rows.Find(distinct[i]) is >= 0 and var known ? known : column);
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
