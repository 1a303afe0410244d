namespace Trestle.Storage.Tables.Csv;

/// <summary>Which delimited text files to read, and how. Null values are detected and reported.</summary>
public sealed record CsvOptions
{
    /// <summary>Maximum size of a record (64 MiB).</summary>
    public const int MaxRecordBytes = 64 << 20;

    /// <summary>
    /// Files or glob patterns (<c>*</c>, <c>?</c>, <c>[…]</c>, <c>**</c>), plain or gzip; the files of a pattern are read in ordinal order.
    /// </summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>The character between values, ASCII; detected among comma, semicolon, tab and bar.</summary>
    public char? Delimiter { get; init; }

    /// <summary>The character around values that hold a delimiter, ASCII, doubled to stand for itself; detected among " and '.</summary>
    public char? Quote { get; init; }

    /// <summary>Whether the first record of each file names the columns; otherwise they are called column1, column2, ….</summary>
    public bool Header { get; init; } = true;

    /// <summary>
    /// Name of the encoding: utf-8, utf-16, utf-16be, latin-1, windows-1252 or any other that .NET knows. Detected: UTF-8, and
    /// UTF-16 with or without a byte order mark.
    /// </summary>
    public string? Encoding { get; init; }
}
