namespace Trestle.Storage.Tables.Csv;

/// <summary>
/// Splits one record at a time (RFC 4180; a quote inside an unquoted value is literal). For a record with broken quotes only its first
/// line is given up, so that one stray quote never swallows the lines after it.
/// </summary>
internal sealed class CsvParser(CsvDialect dialect)
{
    private (int From, int Length, bool Escaped)[] values = new (int, int, bool)[64];
    private byte[] scratch = new byte[256];

    /// <summary>Number of values of the record.</summary>
    public int Count { get; private set; }

    /// <summary>Newlines in the record, including its own.</summary>
    public int Lines { get; private set; }

    /// <summary>Why the line is not a record, or null.</summary>
    public string? Fault { get; private set; }

    /// <summary>Whether the record is an empty line.</summary>
    public bool IsBlank => Fault is null && Count == 1 && values[0] is (0, 0, _);

    /// <summary>
    /// A value of the record parsed last, at which <paramref name="record"/> must start; valid until the next call.
    /// </summary>
    public ReadOnlySpan<byte> Value(ReadOnlySpan<byte> record, int index)
    {
        var (from, length, escaped) = values[index];
        var value = record.Slice(from, length);
        return escaped ? Unescape(value) : value;
    }

    /// <summary>
    /// Splits the first record of the data; returns its length with its newline, or 0 when the data ends before the record does.
    /// </summary>
    /// <param name="data">UTF-8, from the start of a record.</param>
    /// <param name="whole">Whether nothing follows the data: then its end ends the last record, and an open quote is a fault.</param>
    public int Parse(ReadOnlySpan<byte> data, bool whole)
    {
        (Count, Lines, Fault) = (0, 1, null);
        for (var at = 0; data.Length > 0;)
        {
            var next = at < data.Length && data[at] == dialect.Quote ? Quoted(data, at, whole) : Unquoted(data, at, whole);
            if (next is { Ended: true } or { Position: 0 })
            {
                return next.Position;
            }

            at = next.Position;
        }

        return 0;
    }

    private Next Unquoted(ReadOnlySpan<byte> data, int at, bool whole)
    {
        var length = data[at..].IndexOfAny(dialect.Delimiter, dialect.Newline);
        if (length < 0)
        {
            if (!whole)
            {
                return Next.Unknown;
            }

            Add(at, WithoutReturn(data[at..]), escaped: false);
            return new Next(data.Length, Ended: true);
        }

        var ended = data[at + length] == dialect.Newline;
        Add(at, ended ? WithoutReturn(data.Slice(at, length)) : length, escaped: false);
        return new Next(at + length + 1, ended);
    }

    private Next Quoted(ReadOnlySpan<byte> data, int at, bool whole)
    {
        var from = at + 1;
        var escaped = false;
        for (at = from; ;)
        {
            var length = data[at..].IndexOf(dialect.Quote);
            if (length < 0)
            {
                return whole ? Broken(data, "a quote is opened and never closed", whole) : Next.Unknown;
            }

            at += length + 1;
            if (at == data.Length || data[at] != dialect.Quote)
            {
                break;
            }

            escaped = true;
            at++;
        }

        if (at == data.Length && !whole)
        {
            return Next.Unknown;
        }

        var value = data[from..(at - 1)];
        Lines += value.Count(dialect.Newline);
        Add(from, value.Length, escaped);
        return AfterQuote(data, at, whole);
    }

    private Next AfterQuote(ReadOnlySpan<byte> data, int at, bool whole)
    {
        var rest = data[at..];
        if (rest is [(byte)'\r', ..] && dialect.Newline != (byte)'\r')
        {
            rest = rest[1..];
            if (rest.IsEmpty && !whole)
            {
                return Next.Unknown;
            }

            if (!rest.IsEmpty && rest[0] != dialect.Newline)
            {
                return Broken(data, "text follows a closing quote", whole);
            }
        }

        var end = data.Length - rest.Length;
        return rest.IsEmpty ? new Next(end, Ended: true)
            : rest[0] == dialect.Newline ? new Next(end + 1, Ended: true)
            : rest[0] == dialect.Delimiter ? new Next(end + 1, Ended: false)
            : Broken(data, "text follows a closing quote", whole);
    }

    private Next Broken(ReadOnlySpan<byte> data, string fault, bool whole)
    {
        var length = data.IndexOf(dialect.Newline);
        if (length < 0 && !whole)
        {
            return Next.Unknown;
        }

        (Lines, Fault) = (1, fault);
        return new Next(length < 0 ? data.Length : length + 1, Ended: true);
    }

    private void Add(int from, int length, bool escaped)
    {
        if (Count == values.Length)
        {
            Array.Resize(ref values, Count * 2);
        }

        values[Count++] = (from, length, escaped);
    }

    private int WithoutReturn(ReadOnlySpan<byte> line) =>
        dialect.Newline == (byte)'\n' && line is [.., (byte)'\r'] ? line.Length - 1 : line.Length;

    private ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> value)
    {
        if (scratch.Length < value.Length)
        {
            scratch = new byte[value.Length];
        }

        var length = 0;
        for (var i = 0; i < value.Length; i++)
        {
            scratch[length++] = value[i];
            i += value[i] == dialect.Quote ? 1 : 0;
        }

        return scratch.AsSpan(0, length);
    }

    /// <summary>Where the next value begins, or where the record ended; position 0 when the data ended first.</summary>
    private readonly record struct Next(int Position, bool Ended)
    {
        public static Next Unknown => new(0, false);
    }
}
