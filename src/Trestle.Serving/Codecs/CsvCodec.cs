using System.Text;

using Microsoft.VisualBasic.FileIO;

using Trestle.Rows.Blocks;

namespace Trestle.Serving.Codecs;

/// <summary>CSV with a header, comma-separated, in UTF-8.</summary>
public sealed class CsvCodec : IRequestCodec
{
    /// <inheritdoc/>
    public bool Reads(string contentType) => contentType is "text/csv" or "application/csv";

    /// <inheritdoc/>
    public (RowBlock Rows, OutputForm? Output) Read(ReadOnlySpan<byte> body, RequestLayout layout)
    {
        try
        {
            var text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(body);
            using var parser = new TextFieldParser(new StringReader(text.TrimStart('\uFEFF'))) { HasFieldsEnclosedInQuotes = true, TrimWhiteSpace = false };
            parser.SetDelimiters(",");
            var header = parser.ReadFields() ?? throw new RequestException(ServeErrors.NoRows());
            var positions = header.Select(layout.Find).ToArray();
            if (positions.Where(position => position >= 0).GroupBy(position => position).Any(group => group.Count() > 1))
            {
                throw new RequestException(ServeErrors.NotCsv("a column stands twice in the header"));
            }

            var table = new RequestTable(layout);
            while (parser.ReadFields() is { } fields)
            {
                ReadRow(table, fields, positions);
            }

            return (table.ToBlock(), null);
        }
        catch (MalformedLineException e)
        {
            throw new RequestException(ServeErrors.NotCsv($"line {e.LineNumber} cannot be divided into fields; look at its quotes"));
        }
        catch (DecoderFallbackException)
        {
            throw new RequestException(ServeErrors.NotCsv("the text is not UTF-8"));
        }
    }

    private static void ReadRow(RequestTable table, string[] fields, int[] positions)
    {
        if (fields.Length != positions.Length)
        {
            throw new RequestException(ServeErrors.NotCsv($"row {table.Rows} has {fields.Length} fields, the header {positions.Length}"));
        }

        table.BeginRow();
        for (var i = 0; i < fields.Length; i++)
        {
            if (positions[i] >= 0)
            {
                table.SetPlain(positions[i], fields[i]);
            }
        }

        table.EndRow();
    }
}
