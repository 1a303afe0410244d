namespace Trestle.Storage.Tables.Csv;

/// <summary>Which delimited text files to read, and how. Null values are detected and reported.</summary>
public sealed record CsvOptions
{
    /// <summary>Maximum size of a record (64 MiB).</summary>
    public const int MaxRecordBytes = 64 << 20;

    /// <summary>The delimiter that stands for any run of blanks and tabs.</summary>
    public const string Whitespace = "whitespace";

    /// <summary>
    /// Files or glob patterns (<c>*</c>, <c>?</c>, <c>[…]</c>, <c>**</c>), plain or gzip; the files of a pattern are read in ordinal
    /// order.
    /// </summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>
    /// The text between values, or <see cref="Whitespace"/>. Detected among comma, semicolon, tab and bar, and blanks where every line
    /// splits alike.
    /// </summary>
    public string? Delimiter { get; init; }

    /// <summary>The character around values that hold a delimiter, ASCII, doubled to stand for itself; detected among " and '.</summary>
    public char? Quote { get; init; }

    /// <summary>
    /// The character, ASCII, after which a quote, a delimiter, a line end or the character itself is plain text; a backslash before
    /// quotes is detected.
    /// </summary>
    public char? Escape { get; init; }

    /// <summary>What lines that are not data begin with; they are skipped. Detected only above the header.</summary>
    public string? Comment { get; init; }

    /// <summary>Lines to skip at the beginning of each file; titles are detected where they are certain.</summary>
    public int Skip { get; init; }

    /// <summary>Whether the first record of each file names the columns; otherwise they are called column1, column2, ….</summary>
    public bool Header { get; init; } = true;

    /// <summary>
    /// Name of the encoding: utf-8, utf-16, utf-16be, latin-1, windows-1252 or any other that .NET knows. Detected: UTF-8, UTF-16 with or
    /// without a byte order mark, Windows-1252, ISO-8859-15 and Mac OS Roman.
    /// </summary>
    public string? Encoding { get; init; }

    /// <summary>How the columns of several files may differ.</summary>
    public SchemaMode Schema { get; init; }
}
