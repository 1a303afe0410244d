using System.Text;
using System.Text.Unicode;

namespace Trestle.Storage.Tables.Csv;

/// <summary>A piece of a file's text, and the rows and other lines that begin in it.</summary>
internal sealed class CsvBlock(CsvLayout layout)
{
    private const int LookAhead = 3;
    private const int Tries = 64;

    private readonly CsvParser parser = new(layout.Dialect);
    private readonly List<CsvReject> rejects = [];
    private byte[] buffer = [];

    private int length;

    /// <summary>Whether the text ends the file.</summary>
    public bool Whole { get; private set; }

    /// <summary>The line on which it begins, from 1; known when all text before it has been read.</summary>
    public long Line { get; set; }

    /// <summary>Where the first record begins that was read.</summary>
    public int Start { get; private set; }

    /// <summary>Where the first record begins that was not read, because the text ends before it does.</summary>
    public int Stop { get; private set; }

    /// <summary>Lines from <see cref="Start"/> to <see cref="Stop"/>.</summary>
    public int Lines { get; private set; }

    /// <summary>Number of rows.</summary>
    public int Rows { get; private set; }

    /// <summary>The values of all rows, row by row.</summary>
    public ReadOnlySpan<CsvCell> Cells => parser.Kept;

    /// <summary>The lines that are not rows.</summary>
    public IReadOnlyList<CsvReject> Rejects => rejects;

    /// <summary>The position of the first byte that is not UTF-8, or -1.</summary>
    public int Bad { get; private set; } = -1;

    public ReadOnlySpan<byte> Text => buffer.AsSpan(0, length);

    /// <summary>The text that was not read.</summary>
    public ReadOnlySpan<byte> Rest => Text[Stop..];

    /// <summary>Bytes that fit.</summary>
    public int Capacity => buffer.Length;

    /// <summary>A buffer of at least this size, to be filled with the text.</summary>
    public byte[] Buffer(int size)
    {
        if (buffer.Length < size)
        {
            buffer = new byte[size];
        }

        return buffer;
    }

    /// <summary>Takes what was written to the buffer as the text; nothing of it is read yet.</summary>
    public void Set(int bytes, bool whole)
    {
        (length, Whole) = (bytes, whole);
        Begin(0);
    }

    /// <summary>A value; valid until the next call with this scratch.</summary>
    public ReadOnlySpan<byte> Value(CsvCell cell, ref byte[] scratch) => parser.Value(Text, cell, ref scratch);

    /// <summary>
    /// Checks that the text is UTF-8, unless damage is known, then reads it from its start, or from where a record seems to begin.
    /// </summary>
    public CsvBlock ParseFrom(bool start)
    {
        Bad = layout.IsDamaged ? -1 : FirstBad(Text);
        if (Bad < 0)
        {
            Begin(start ? 0 : Guess());
            Parse(length);
        }

        return this;
    }

    /// <summary>Reads the records that begin before a position and end in the text.</summary>
    public void Parse(int until)
    {
        var (zeros, damage) = (Text.Contains((byte)0), layout.IsDamaged && !Utf8.IsValid(Text));
        while (Stop < until && parser.Parse(Text, Stop, Whole) is >= 0 and var end && end - Stop <= CsvOptions.MaxRecordBytes)
        {
            Take(end, zeros, damage);
        }
    }

    /// <summary>
    /// Takes the first line of a record that is longer than the limit, if an open quote is the reason; false if it is not.
    /// </summary>
    public bool GiveUp()
    {
        var end = parser.Parse(Text[..(Stop + CsvOptions.MaxRecordBytes)], Stop, whole: true);
        if (end - Stop >= CsvOptions.MaxRecordBytes)
        {
            return false;
        }

        Take(end, zeros: true, damage: layout.IsDamaged);
        return true;
    }

    private void Take(int end, bool zeros, bool damage)
    {
        var line = Text[Stop..end];
        var reason = parser.Fault is null && zeros && line.Contains((byte)0) ? "a zero byte"
            : layout.Refuse(parser, Text, line) ?? (damage && !Utf8.IsValid(line) ? CsvLayout.NotUtf8 : null);
        if (reason is null)
        {
            parser.Keep();
            Rows++;
        }
        else if (reason.Length > 0)
        {
            rejects.Add(new CsvReject(Stop, line.Length, Lines, reason));
        }

        (Stop, Lines) = (end, Lines + parser.Lines);
    }

    private void Begin(int start)
    {
        parser.Clear();
        rejects.Clear();
        (Start, Stop, Lines, Rows) = (start, start, 0, 0);
    }

    /// <summary>The first line after which a few records look right; the beginning where there is none.</summary>
    private int Guess()
    {
        var at = 0;
        for (var i = 0; i < Tries; i++)
        {
            if (LooksRight(at))
            {
                return at;
            }

            var next = Text[at..].IndexOfAny((byte)'\n', (byte)'\r');
            if (next < 0 || at + next + 1 >= length)
            {
                break;
            }

            at += next + 1;
        }

        return 0;
    }

    private bool LooksRight(int at)
    {
        for (var i = 0; i < LookAhead; i++)
        {
            var end = parser.Parse(Text, at, Whole);
            if (end < 0)
            {
                return i > 0;
            }

            if (layout.Refuse(parser, Text, Text[at..end]) is { Length: > 0 })
            {
                return false;
            }

            at = end;
        }

        return true;
    }

    /// <summary>The position of the first byte that is not UTF-8, or -1.</summary>
    public static int FirstBad(ReadOnlySpan<byte> text)
    {
        if (Utf8.IsValid(text))
        {
            return -1;
        }

        var rest = text;
        while (Rune.DecodeFromUtf8(rest, out _, out var consumed) == System.Buffers.OperationStatus.Done)
        {
            rest = rest[consumed..];
        }

        return text.Length - rest.Length;
    }
}

/// <summary>A line that is not a row.</summary>
/// <param name="From">Where it is in the text.</param>
/// <param name="Length">Its length with its line end.</param>
/// <param name="Line">Lines of the block before it.</param>
/// <param name="Reason">Why it is not one.</param>
internal readonly record struct CsvReject(int From, int Length, int Line, string Reason);
