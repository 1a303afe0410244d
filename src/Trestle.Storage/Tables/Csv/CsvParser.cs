using System.Buffers;
using System.Text;

namespace Trestle.Storage.Tables.Csv;

/// <summary>One value: where it is in the text, and whether marks in it stand for others.</summary>
internal readonly record struct CsvCell(int From, int Length, CsvMarks Marks);

/// <summary>Which marks a value holds that are not plain text.</summary>
internal enum CsvMarks : byte
{
    /// <summary>None.</summary>
    None,

    /// <summary>Escape characters.</summary>
    Escapes,

    /// <summary>Doubled quotes, and perhaps escape characters.</summary>
    Quotes,
}

/// <summary>
/// Splits one record at a time (RFC 4180; a quote inside an unquoted value is literal). For a record with broken quotes only its first
/// line is given up, so that one stray quote never swallows the lines after it. What a record is depends on the text from its start alone.
/// </summary>
internal sealed class CsvParser
{
    public const string NeverClosed = "a quote is opened and never closed";
    public const string TextAfterQuote = "text follows a closing quote";

    private readonly CsvDialect dialect;
    private readonly byte[] delimiter;
    private readonly byte[] comment;
    private readonly byte quote;
    private readonly byte escape;
    private readonly SearchValues<byte> stops;
    private readonly SearchValues<byte> closing;
    private CsvCell[] cells = new CsvCell[64];
    private int kept;

    public CsvParser(CsvDialect dialect)
    {
        this.dialect = dialect;
        delimiter = dialect.Blanks ? " "u8.ToArray() : Encoding.UTF8.GetBytes(dialect.Delimiter);
        comment = Encoding.UTF8.GetBytes(dialect.Comment ?? "");
        (quote, escape) = ((byte)dialect.Quote, (byte)(dialect.Escape ?? dialect.Quote));
        byte[] escapes = dialect.Escape is null ? [] : [escape];
        byte[] tab = dialect.Blanks ? [(byte)'\t'] : [];
        stops = SearchValues.Create([delimiter[0], (byte)'\n', (byte)'\r', .. tab, .. escapes]);
        closing = SearchValues.Create([quote, escape]);
    }

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Number of values of the record.</summary>
    public int Count { get; private set; }

    /// <summary>Line ends in the record, including its own.</summary>
    public int Lines { get; private set; }

    /// <summary>Why the line is not a record, or null.</summary>
    public string? Fault { get; private set; }

    /// <summary>Whether the record is a comment.</summary>
    public bool IsComment { get; private set; }

    /// <summary>Whether the record is an empty line.</summary>
    public bool IsBlank { get; private set; }

    /// <summary>The values of the record.</summary>
    public ReadOnlySpan<CsvCell> Record => cells.AsSpan(kept, Count);

    /// <summary>The values of all records that were kept, one record after the other.</summary>
    public ReadOnlySpan<CsvCell> Kept => cells.AsSpan(0, kept);

    /// <summary>Keeps the values of the record.</summary>
    public void Keep() => (kept, Count) = (kept + Count, 0);

    /// <summary>Forgets the records that were kept.</summary>
    public void Clear() => (kept, Count) = (0, 0);

    /// <summary>
    /// Splits the record at a position; returns where the next one begins, or -1 when the text ends before the record does.
    /// </summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="start">Where the record begins; a byte order mark there is dropped (files that were joined).</param>
    /// <param name="whole">Whether nothing follows the text: then its end ends the last record, and an open quote is a fault.</param>
    public int Parse(ReadOnlySpan<byte> text, int start, bool whole)
    {
        (Count, Lines, Fault, IsComment, IsBlank) = (0, 1, null, false, false);
        if (start >= text.Length)
        {
            return -1;
        }

        var first = text[start..].StartsWith(ByteOrderMark) ? start + ByteOrderMark.Length : start;
        if (comment.Length > 0 && text[first..].StartsWith(comment))
        {
            IsComment = true;
            return LineAfter(text, first, whole);
        }

        var at = first;
        while (true)
        {
            at = dialect.Blanks ? SkipBlanks(text, at) : at;
            var next = Value(text, first, at, whole);
            if (next.Ended)
            {
                IsBlank = Fault is null && Count == 1 && cells[kept].Length == 0 && cells[kept].From == at;
                return next.Position;
            }

            at = next.Position;
        }
    }

    /// <summary>A value as text; what it points to is valid until the next call.</summary>
    public ReadOnlySpan<byte> Value(ReadOnlySpan<byte> text, CsvCell cell, ref byte[] scratch)
    {
        var value = text.Slice(cell.From, cell.Length);
        if (cell.Marks == CsvMarks.None)
        {
            return value;
        }

        if (scratch.Length < value.Length)
        {
            scratch = new byte[value.Length];
        }

        return scratch.AsSpan(0, Unescape(value, cell.Marks, scratch));
    }

    private int Unescape(ReadOnlySpan<byte> value, CsvMarks marks, byte[] into)
    {
        var length = 0;
        for (var i = 0; i < value.Length; i++)
        {
            var doubled = marks == CsvMarks.Quotes && value[i] == quote;
            var escaped = dialect.Escape is not null && value[i] == escape && i + 1 < value.Length && IsMark(value[i + 1]);
            i += doubled || escaped ? 1 : 0;
            if (i < value.Length)
            {
                into[length++] = value[i];
            }
        }

        return length;
    }

    private bool IsMark(byte character) =>
        character == escape || character == delimiter[0] || character is (byte)'"' or (byte)'\'' or (byte)'\n' or (byte)'\r'
        || character == quote;

    /// <summary>Blanks before a quote do not count, unless the quote turns out to be text.</summary>
    private Next Value(ReadOnlySpan<byte> text, int first, int at, bool whole)
    {
        var mark = at < text.Length && text[at] == (byte)' ' && delimiter[0] != (byte)' ' ? SkipBlanks(text, at) : at;
        if (mark == text.Length || text[mark] != quote)
        {
            return Unquoted(text, at, whole);
        }

        var (count, lines) = (Count, Lines);
        var next = Quoted(text, first, mark, whole);
        if (Fault is null || mark == at)
        {
            return next;
        }

        (Count, Lines, Fault) = (count, lines, null);
        return Unquoted(text, at, whole);
    }

    private Next Unquoted(ReadOnlySpan<byte> text, int from, bool whole)
    {
        var marks = CsvMarks.None;
        for (var at = from; ;)
        {
            var length = text[at..].IndexOfAny(stops);
            if (length < 0)
            {
                return whole ? Add(from, text.Length, marks, new Next(text.Length, Ended: true)) : Next.Unknown;
            }

            at += length;
            if (text[at] is (byte)'\n' or (byte)'\r')
            {
                var end = LineEnd(text, at, whole);
                return end < 0 ? Next.Unknown : Add(from, at, marks, new Next(end, Ended: true));
            }

            if (dialect.Escape is not null && text[at] == escape)
            {
                if (AfterEscape(text, at, whole) is not (>= 0 and var after))
                {
                    return Next.Unknown;
                }

                (at, marks) = (after, CsvMarks.Escapes);
            }
            else if (AfterDelimiter(text, at, whole) is var next && next.Position != at)
            {
                return next.Position < 0 ? next : Add(from, at, marks, next);
            }
            else
            {
                at++;
            }
        }
    }

    private Next Quoted(ReadOnlySpan<byte> text, int first, int at, bool whole)
    {
        var from = at + 1;
        var marks = CsvMarks.None;
        for (at = from; ;)
        {
            var length = text[at..].IndexOfAny(closing);
            if (length < 0)
            {
                return whole ? Broken(text, first, NeverClosed, whole) : Next.Unknown;
            }

            at += length;
            if (dialect.Escape is not null && text[at] == escape)
            {
                if (AfterEscape(text, at, whole) is not (>= 0 and var after))
                {
                    return Next.Unknown;
                }

                (at, marks) = (after, CsvMarks.Quotes);
                continue;
            }

            at++;
            if (at == text.Length || text[at] != quote)
            {
                break;
            }

            (at, marks) = (at + 1, CsvMarks.Quotes);
        }

        if (at == text.Length && !whole)
        {
            return Next.Unknown;
        }

        Lines += LineEnds(text[from..(at - 1)]);
        return Add(from, at - 1, marks, AfterQuote(text, first, at, whole));
    }

    private Next AfterQuote(ReadOnlySpan<byte> text, int first, int at, bool whole)
    {
        if (at == text.Length)
        {
            return new Next(at, Ended: true);
        }

        if (text[at] is (byte)'\n' or (byte)'\r')
        {
            return LineEnd(text, at, whole) is >= 0 and var end ? new Next(end, Ended: true) : Next.Unknown;
        }

        var next = AfterDelimiter(text, at, whole);
        return next.Position != at ? next : Broken(text, first, TextAfterQuote, whole);
    }

    /// <summary>Where the value after a delimiter begins; the same position when there is no delimiter.</summary>
    private Next AfterDelimiter(ReadOnlySpan<byte> text, int at, bool whole)
    {
        if (dialect.Blanks)
        {
            var end = SkipBlanks(text, at);
            return end == text.Length ? (whole ? new Next(end, Ended: true) : Next.Unknown)
                : text[end] is (byte)'\n' or (byte)'\r' && LineEnd(text, end, whole) is var line
                    ? (line < 0 ? Next.Unknown : new Next(line, Ended: true))
                : new Next(end, Ended: false);
        }

        var rest = text[at..];
        return rest[0] == delimiter[0] && rest.StartsWith(delimiter) ? new Next(at + delimiter.Length, Ended: false)
            : !whole && delimiter.AsSpan().StartsWith(rest) ? Next.Unknown
            : new Next(at, Ended: false);
    }

    /// <summary>Where the text goes on after an escape character and what it makes plain; -1 when the text ends first.</summary>
    private int AfterEscape(ReadOnlySpan<byte> text, int at, bool whole)
    {
        if (at + 1 == text.Length)
        {
            return whole ? text.Length : -1;
        }

        if (text[at + 1] is not ((byte)'\n' or (byte)'\r'))
        {
            return IsMark(text[at + 1]) ? at + 2 : at + 1;
        }

        Lines++;
        return LineEnd(text, at + 1, whole);
    }

    private Next Broken(ReadOnlySpan<byte> text, int first, string fault, bool whole)
    {
        var end = LineAfter(text, first, whole);
        if (end < 0)
        {
            return Next.Unknown;
        }

        (Lines, Fault) = (1, fault);
        return new Next(end, Ended: true);
    }

    private Next Add(int from, int to, CsvMarks marks, Next next)
    {
        if (kept + Count == cells.Length)
        {
            Array.Resize(ref cells, cells.Length * 2);
        }

        cells[kept + Count++] = new CsvCell(from, to - from, marks);
        return next;
    }

    /// <summary>Where the next line begins; -1 when the text ends before that is known.</summary>
    public static int LineAfter(ReadOnlySpan<byte> text, int at, bool whole)
    {
        var length = text[at..].IndexOfAny((byte)'\n', (byte)'\r');
        return length >= 0 ? LineEnd(text, at + length, whole) : whole ? text.Length : -1;
    }

    /// <summary>Where the line after a line end begins; -1 when a \r ends the text, since a \n may follow.</summary>
    private static int LineEnd(ReadOnlySpan<byte> text, int at, bool whole) =>
        text[at] == (byte)'\n' ? at + 1
            : at + 1 < text.Length ? (text[at + 1] == (byte)'\n' ? at + 2 : at + 1)
            : whole ? at + 1 : -1;

    /// <summary>Number of line ends in a text.</summary>
    public static int LineEnds(ReadOnlySpan<byte> text)
    {
        var count = text.Count((byte)'\n');
        for (var at = text.IndexOf((byte)'\r'); at >= 0 && at < text.Length;)
        {
            count += at + 1 < text.Length && text[at + 1] == (byte)'\n' ? 0 : 1;
            var next = text[(at + 1)..].IndexOf((byte)'\r');
            at = next < 0 ? -1 : at + 1 + next;
        }

        return count;
    }

    private static int SkipBlanks(ReadOnlySpan<byte> text, int at)
    {
        var length = text[at..].IndexOfAnyExcept((byte)' ', (byte)'\t');
        return length < 0 ? text.Length : at + length;
    }

    /// <summary>Where the next value begins, or where the record ended; position -1 when the text ended first.</summary>
    private readonly record struct Next(int Position, bool Ended)
    {
        public static Next Unknown => new(-1, Ended: true);
    }
}
