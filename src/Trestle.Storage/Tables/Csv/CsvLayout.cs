using System.Text;

using Trestle.Storage.Tables.Sources;

namespace Trestle.Storage.Tables.Csv;

/// <summary>How one file is laid out: everything that is decided before its rows are read.</summary>
internal sealed record CsvLayout
{
    public const string RepeatsHeader = "repeats the header";
    public const string NotUtf8 = "bytes that are not UTF-8";

    public required string Path { get; init; }

    public required string Encoding { get; init; }

    public required CsvDialect Dialect { get; init; }

    /// <summary>The names of its columns.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>Names and values of the columns that the folders around the file name.</summary>
    public IReadOnlyList<(string Name, string? Value)> Folders => HivePath.Columns(Path, Names);

    /// <summary>The header's values as in the file; empty when it has none.</summary>
    public IReadOnlyList<byte[]> Header { get; init; } = [];

    /// <summary>Values of a line: one for each name, and around them those without a name, which must be empty.</summary>
    public required int Values { get; init; }

    /// <summary>Empty values before those with a name: 1 where every line begins with a bar.</summary>
    public int Before { get; init; }

    /// <summary>Whether the text is UTF-8 with damage in it; records with bytes that are not are set aside.</summary>
    public bool IsDamaged { get; init; }

    /// <summary>Whether lines of dashes are drawn between the rows.</summary>
    public bool IsRuled { get; init; }

    /// <summary>Where the rows begin: bytes of its text as UTF-8 without a byte order mark.</summary>
    public required int Start { get; init; }

    /// <summary>The line on which the rows begin, from 1.</summary>
    public required long Line { get; init; }

    /// <summary>What a person should know.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What may be the cause when most lines are rejected, with what to do, or null.</summary>
    public string? Advice { get; init; }

    /// <summary>Why the record that the parser holds is not a row; empty when it is skipped without a word, null for a row.</summary>
    public string? Refuse(CsvParser parser, ReadOnlySpan<byte> text, ReadOnlySpan<byte> line)
    {
        if (parser.Fault is { } fault)
        {
            return fault == CsvParser.TextAfterQuote && Dialect.Escape is null && line.IndexOf("\\\""u8) >= 0
                ? $"{fault}; if \\\" stands for a quote, set escape: \"\\\\\""
                : fault;
        }

        var record = parser.Record;
        if (parser.IsComment || (parser.IsBlank && Values > 1))
        {
            return "";
        }

        if (RepeatsTheHeader(record, text))
        {
            return RepeatsHeader;
        }

        if (record.Length != Values)
        {
            return (record.Length == 1 && IsEmpty(text.Slice(record[0].From, record[0].Length))) || (IsRuled && Dialect.IsRule(line)) ? ""
                : $"{record.Length} {(record.Length == 1 ? "value" : "values")} where {Values} are expected"
                    + (line[0] == (byte)'#' ? "; if # begins a comment, set comment: \"#\"" : "");
        }

        for (var i = 0; i < Values - Names.Count; i++)
        {
            var at = i < Before ? i : i + Names.Count;
            if (!IsEmpty(text.Slice(record[at].From, record[at].Length)))
            {
                return $"there is a value in position {at + 1}, where the header has no name and other lines have no value";
            }
        }

        return null;
    }

    /// <summary>Joined files often differ in the blanks and the case of their headers.</summary>
    private bool RepeatsTheHeader(ReadOnlySpan<CsvCell> record, ReadOnlySpan<byte> text)
    {
        if (record.Length != Header.Count || Header.Count < 2)
        {
            return false;
        }

        for (var i = 0; i < record.Length; i++)
        {
            var own = text.Slice(record[i].From, record[i].Length).Trim((byte)' ');
            ReadOnlySpan<byte> name = Header[i].AsSpan().Trim((byte)' ');
            if (!own.SequenceEqual(name) && !Ascii.EqualsIgnoreCase(own, name))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Blanks alone, or the end-of-file mark of old systems.</summary>
    private static bool IsEmpty(ReadOnlySpan<byte> line) => line.Trim(" \t\x1a"u8).IsEmpty;
}
