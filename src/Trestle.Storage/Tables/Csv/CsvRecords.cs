using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Trestle.Storage.Tables.Csv;

/// <summary>The records of one file, one after the other, through a window that grows with the longest of them.</summary>
internal sealed class CsvRecords : IDisposable
{
    private const int Window = 1 << 20;

    private readonly Stream stream;
    private readonly CsvParser parser;
    private byte[] buffer = new byte[Window];
    private int start;
    private int length;
    private int end;
    private int valid;
    private long offset;
    private bool whole;
    private bool zeros;

    public CsvRecords(string path, CsvOptions options)
    {
        Path = path;
        (stream, Encoding) = TranscodedFile.Open(path, options.Encoding);
        try
        {
            Fill();
            Dialect = CsvDialect.Detect(buffer.AsSpan(0, Math.Min(end, Window / 4)), whole && end <= Window / 4, options, path);
            parser = new CsvParser(Dialect);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    public string Path { get; }

    public string Encoding { get; }

    public CsvDialect Dialect { get; }

    /// <summary>The line on which the record begins, from 1.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>Number of values of the record.</summary>
    public int Count => parser.Count;

    /// <summary>Why the line is not a record, or null.</summary>
    public string? Fault => parser.Fault ?? (zeros && Zero >= 0 ? "a zero byte" : null);

    /// <summary>The position of the first zero byte of the record, or -1; text has none.</summary>
    private int Zero => Record.IndexOf((byte)0);

    /// <summary>Whether the record is an empty line.</summary>
    public bool IsBlank => parser.IsBlank;

    /// <summary>The record as in the file, in UTF-8, without its newline.</summary>
    public ReadOnlySpan<byte> Raw => Record.TrimEnd("\r\n"u8);

    private ReadOnlySpan<byte> Record => buffer.AsSpan(start, length);

    /// <summary>Moves to the next record; false at the end of the file.</summary>
    public bool Next()
    {
        Line += length == 0 ? 0 : parser.Lines;
        start += length;
        while ((length = parser.Parse(buffer.AsSpan(start, end - start), whole)) == 0)
        {
            if (whole)
            {
                return false;
            }

            if (end - start >= CsvOptions.MaxRecordBytes)
            {
                return GiveUp();
            }

            Fill();
        }

        return true;
    }

    /// <summary>Rejects a header with a zero byte: such a file is not text.</summary>
    public void CheckText()
    {
        if (zeros && Zero >= 0)
        {
            throw StorageErrors.NotText(Path, Line, offset + start + Zero).Thrown();
        }
    }

    /// <summary>A value of the record; valid until the next call.</summary>
    public ReadOnlySpan<byte> Value(int index) => parser.Value(Record, index);

    public void Dispose() => stream.Dispose();

    /// <summary>
    /// A record that is too long may have an unclosed quote: then only its first line is given up.
    /// </summary>
    private bool GiveUp()
    {
        length = parser.Parse(buffer.AsSpan(start, end - start), whole: true);
        return parser.Fault is not null && length < CsvOptions.MaxRecordBytes
            ? true
            : throw StorageErrors.RecordTooLong(Path, Line, CsvOptions.MaxRecordBytes).Thrown();
    }

    /// <summary>Moves the current record to the front of the window and reads more behind it.</summary>
    private void Fill()
    {
        var kept = end - start;
        if (kept == buffer.Length)
        {
            Array.Resize(ref buffer, buffer.Length * 2);
        }
        else
        {
            buffer.AsSpan(start, kept).CopyTo(buffer);
        }

        (offset, valid, start, end) = (offset + start, valid - start, 0, kept);
        try
        {
            var read = stream.ReadAtLeast(buffer.AsSpan(end), buffer.Length - end, throwOnEndOfStream: false);
            end += read;
            whole = end < buffer.Length;
        }
        catch (DecoderFallbackException exception)
        {
            throw StorageErrors.WrongEncoding(Path, Encoding, Line, offset + end).Thrown(exception);
        }
        catch (InvalidDataException exception)
        {
            throw StorageErrors.Unreadable(Path, exception.Message).Thrown(exception);
        }

        Validate();
    }

    /// <summary>Everything read is checked to be text, once.</summary>
    private void Validate()
    {
        var fresh = buffer.AsSpan(valid, end - valid);
        zeros |= fresh.Contains((byte)0);
        var complete = whole ? fresh : fresh[..^Unfinished(fresh)];
        if (Utf8.IsValid(complete))
        {
            valid += complete.Length;
            return;
        }

        var rest = (ReadOnlySpan<byte>)complete;
        while (Rune.DecodeFromUtf8(rest, out _, out var consumed) == OperationStatus.Done)
        {
            rest = rest[consumed..];
        }

        var bad = valid + complete.Length - rest.Length;
        throw StorageErrors.WrongEncoding(Path, Encoding, LineAt(bad), offset + bad).Thrown();
    }

    /// <summary>Bytes at the end that start a character without finishing it.</summary>
    private static int Unfinished(ReadOnlySpan<byte> utf8)
    {
        for (var back = 1; back <= Math.Min(3, utf8.Length); back++)
        {
            var lead = utf8[^back];
            if (lead >= 0xC0)
            {
                return (lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2) > back ? back : 0;
            }
        }

        return 0;
    }

    private long LineAt(int position) =>
        Line + buffer.AsSpan(start, position - start).Count(Dialect.Newline == 0 ? (byte)'\n' : Dialect.Newline);
}
