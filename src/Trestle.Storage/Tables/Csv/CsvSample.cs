using System.Text;

namespace Trestle.Storage.Tables.Csv;

/// <summary>A record of a sample.</summary>
/// <param name="From">Where it begins.</param>
/// <param name="End">Where the next one begins.</param>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Fault">Why it is not a record, or null.</param>
/// <param name="Raw">Its values as in the file.</param>
/// <param name="Values">Its values as text.</param>
/// <param name="Quoted">For each value, whether it is in quotes.</param>
internal sealed record SampleRecord(int From, int End, long Line, string? Fault, byte[][] Raw, string[] Values, bool[] Quoted)
{
    public int Count => Values.Length;

    /// <summary>Number of values up to the last that is not blank.</summary>
    public int Filled => Array.FindLastIndex(Values, value => !string.IsNullOrWhiteSpace(value)) + 1;

    /// <summary>The line after it.</summary>
    public required long NextLine { get; init; }

    /// <summary>Whether it is a line of dashes.</summary>
    public required bool IsRule { get; init; }
}

/// <summary>The beginning of a file.</summary>
/// <param name="Text">UTF-8 without a byte order mark.</param>
/// <param name="Whole">Whether it is the whole file.</param>
internal sealed record CsvSample(byte[] Text, bool Whole)
{
    private const int FirstBytes = 1 << 18;
    private const int Records = 500;

    /// <summary>Reads the beginning: some hundred lines, or as much as it takes to see the first one after those to skip.</summary>
    public static CsvSample Read(string path, string? encoding, int skip, out string name)
    {
        var (stream, found) = TranscodedFile.Open(path, encoding);
        name = found;
        using (stream)
        {
            var buffer = new byte[FirstBytes];
            for (var filled = 0; ;)
            {
                filled += ReadInto(stream, buffer.AsSpan(filled), path, found);
                var whole = filled < buffer.Length;
                var text = buffer.AsSpan(0, filled);
                if (whole || buffer.Length > CsvOptions.MaxRecordBytes || CsvParser.LineEnds(text) > skip + 1)
                {
                    return new CsvSample(text[..^(whole ? 0 : CsvBlocks.Unfinished(text))].ToArray(), whole);
                }

                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }
    }

    /// <summary>The records from a position on, without empty lines and comments.</summary>
    public List<SampleRecord> Split(CsvDialect dialect, int start, long line)
    {
        var parser = new CsvParser(dialect);
        var records = new List<SampleRecord>();
        byte[] scratch = [];
        while (records.Count < Records && parser.Parse(Text, start, Whole) is >= 0 and var end)
        {
            if (!parser.IsBlank && !parser.IsComment)
            {
                var cells = parser.Record.ToArray();
                records.Add(new SampleRecord(
                    start,
                    end,
                    line,
                    parser.Fault,
                    Array.ConvertAll(cells, cell => Text.AsSpan(cell.From, cell.Length).ToArray()),
                    Array.ConvertAll(cells, cell => Encoding.UTF8.GetString(parser.Value(Text, cell, ref scratch))),
                    Array.ConvertAll(cells, cell => cell.From > start && Text[cell.From - 1] == (byte)dialect.Quote))
                {
                    NextLine = line + parser.Lines,
                    IsRule = dialect.IsRule(Text.AsSpan(start, end - start)),
                });
            }

            (start, line) = (end, line + parser.Lines);
        }

        return records;
    }

    private static int ReadInto(Stream stream, Span<byte> buffer, string path, string encoding)
    {
        try
        {
            return stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        }
        catch (DecoderFallbackException exception)
        {
            throw StorageErrors.WrongEncoding(path, encoding, 1, 0).Thrown(exception);
        }
        catch (InvalidDataException exception)
        {
            throw StorageErrors.Unreadable(path, exception.Message).Thrown(exception);
        }
    }
}
