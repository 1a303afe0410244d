using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;

using Trestle.Core.Texts;
using Trestle.Storage.Tables.Sources;

namespace Trestle.Storage.Tables.Csv;

/// <summary>Reads the beginning of a file and decides how it is laid out.</summary>
internal sealed partial class CsvHead
{
    private const double Nearly = 0.9;

    private readonly string path;
    private readonly CsvOptions options;
    private readonly CsvSample sample;
    private readonly string encoding;
    private readonly bool isDamaged;
    private readonly List<string> notes = [];
    private string? advice;

    private CsvHead(string path, CsvOptions options, string? encoding, bool isDamaged)
    {
        (this.path, this.options, this.isDamaged) = (path, options, isDamaged);
        sample = CsvSample.Read(path, encoding, options.Skip, out this.encoding);
    }

    /// <summary>The layout of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How to read it.</param>
    /// <param name="encoding">Its encoding, or null to detect it.</param>
    /// <param name="isDamaged">Whether it is UTF-8 with damage in it.</param>
    public static CsvLayout Read(string path, CsvOptions options, string? encoding, bool isDamaged) =>
        new CsvHead(path, options, encoding, isDamaged).Read();

    private CsvLayout Read()
    {
        CheckEncoding(known: isDamaged);
        var (start, line, declared) = Begin();
        var dialect = DialectDetector.Detect(sample, start, options, declared, path);
        var records = sample.Split(dialect, start, line);
        var usual = DialectDetector.UsualCount(records);
        var isRuled = records.RemoveAll(record => record.IsRule && record.Count != usual) > 0;
        if (records.Count == 0)
        {
            throw StorageErrors.EmptyFile(path).Thrown();
        }

        Tell(dialect, declared);
        records = records[Titles(records)..];
        var layout = new CsvLayout
        {
            Path = path,
            Encoding = encoding,
            Dialect = dialect,
            Names = [],
            Values = 0,
            Start = start,
            Line = line,
            IsRuled = isRuled,
            IsDamaged = isDamaged,
        };
        layout = options.Header ? WithHeader(layout, records[0], records[1..]) : WithoutHeader(layout, records);
        CheckEncoding(known: !layout.Names.Any(name => name.Contains('\uFFFD')));
        ColumnNames.Check(layout.Names, path);
        if (layout.IsRuled)
        {
            notes.Add("lines of dashes are skipped");
        }

        return layout with { Notes = notes, Advice = advice };
    }

    /// <summary>Bytes that are not UTF-8 are an error, unless damage is known and is not in the names.</summary>
    private void CheckEncoding(bool known)
    {
        if (!known && !Utf8.IsValid(sample.Text))
        {
            var bad = CsvBlock.FirstBad(sample.Text);
            throw new NotUtf8Exception(path, encoding, 1 + CsvParser.LineEnds(sample.Text.AsSpan(0, bad)), bad);
        }
    }

    /// <summary>Where the first record begins, its line, and the delimiter that the first line names, as Excel writes it.</summary>
    private (int Start, long Line, string? Declared) Begin()
    {
        var start = 0;
        for (var i = 0; i < options.Skip; i++)
        {
            start = CsvParser.LineAfter(sample.Text, start, sample.Whole) is >= 0 and var next ? next : sample.Text.Length;
        }

        var first = Encoding.UTF8.GetString(sample.Text.AsSpan(start, Math.Min(16, sample.Text.Length - start)));
        if (Declaration().Match(first) is { Success: true } match)
        {
            var declared = match.Groups[1].Value;
            var end = CsvParser.LineAfter(sample.Text, start, sample.Whole);
            return (end < 0 ? sample.Text.Length : end, options.Skip + 2, declared);
        }

        return (start, options.Skip + 1, null);
    }

    private void Tell(CsvDialect dialect, string? declared)
    {
        if (declared is not null)
        {
            notes.Add($"line {options.Skip + 1} names the delimiter: {dialect.Words}");
        }

        if (dialect.Delimiter is CsvOptions.Whitespace or " " && options.Delimiter is null)
        {
            notes.Add($"values are separated by blanks (delimiter: {(dialect.Blanks ? dialect.Delimiter : "\" \"")})");
        }
        else if (options.Delimiter is null && declared is null && !DialectDetector.IsUsual(dialect.Delimiter))
        {
            notes.Add($"values are separated by {dialect.Words}");
        }

        if (dialect.Escape is { } escape && options.Escape is null)
        {
            notes.Add($"'{escape}' stands before quotes that are text (escape: \"\\{escape}\")");
        }
    }

    /// <summary>
    /// The number of lines above the header: comments, and titles where they are certain, which means that all others have the same
    /// number of values and the first of these looks like a header. A line that is not certain is not skipped, and explained when the
    /// lines after it are rejected.
    /// </summary>
    private int Titles(List<SampleRecord> records)
    {
        var usual = DialectDetector.UsualCount(records);
        var count = records.FindIndex(record => record.Fault is null && record.Count == usual && record.Filled > 1);
        var plain = records.FindIndex(record => !IsComment(record));
        count = plain > count && count >= 0 && IsHeaderOf(records[plain], records[(plain + 1)..]) ? plain : count;
        if (count <= 0 || usual < 2)
        {
            return 0;
        }

        var (above, below) = (records[..count], records[count..]);
        var certain = below.Count > 2 && below.Count(record => record.Count == usual) >= Nearly * below.Count
            && (!options.Header || LooksLikeHeader(below[0])) && above.TrueForAll(record => IsTitle(record, usual) || IsComment(record));
        if (!certain)
        {
            return 0;
        }

        var lines = above.Count == 1
            ? $"line {above[0].Line} is skipped"
            : $"lines {above[0].Line} to {above[^1].NextLine - 1} are skipped";
        notes.Add($"{lines}: the lines after have {usual} values, of which the first are taken as names");
        return count;
    }

    private static bool IsComment(SampleRecord record) => record.Values is [['#', ..], ..] && !record.Quoted[0];

    /// <summary>At most one value, which no other delimiter splits into as many as there are columns.</summary>
    private static bool IsTitle(SampleRecord record, int usual) =>
        record.Fault is null && record.Filled <= 1 && record.Values[0].Split(',', ';', '\t', '|').Length != usual;

    /// <summary>Whether a column holds numbers alone under a name that is none.</summary>
    private static bool IsHeaderOf(SampleRecord header, List<SampleRecord> rows)
    {
        var alike = rows.FindAll(row => row.Fault is null && row.Count == header.Count);
        return Enumerable.Range(0, header.Count).Any(
            i => !Number().IsMatch(header.Values[i]) && alike.Count > 1 && alike.TrueForAll(row => Number().IsMatch(row.Values[i])));
    }

    private static bool LooksLikeHeader(SampleRecord record) =>
        record.Values.Any(value => value.Trim().Length > 0 && !Number().IsMatch(value))
        && record.Values.Where(value => value.Length > 0).CountBy(value => value, StringComparer.OrdinalIgnoreCase)
            .All(pair => pair.Value == 1);

    private CsvLayout WithHeader(CsvLayout layout, SampleRecord header, List<SampleRecord> rows)
    {
        if (sample.Text.AsSpan(header.From, header.End - header.From).IndexOf((byte)0) is >= 0 and var zero)
        {
            throw StorageErrors.NotText(path, header.Line, header.From + zero).Thrown();
        }

        if (header.Fault is { } fault)
        {
            throw StorageErrors.Unreadable(path, $"the header on line {header.Line} is broken: {fault}").Thrown();
        }

        // A line drawn under the names may have as many values as they.
        var rule = rows is [{ IsRule: true } drawn, ..] ? drawn : null;
        rows = rule is null ? rows : rows[1..];
        var values = Values(header, rows);
        var named = Array.FindLastIndex(header.Values, name => !string.IsNullOrWhiteSpace(name)) + 1;
        var empty = values > header.Count || rows.Where(row => row.Fault is null && row.Count == values).All(row => row.Filled <= named);
        var columns = named > 0 && empty ? named : Math.Min(header.Count, values);
        if (values > columns)
        {
            notes.Add(values == columns + 1
                ? "lines end with a delimiter; the empty value after it is dropped"
                : $"lines end with {values - columns} delimiters; the empty values after them are dropped");
        }

        var before = HasBarBefore(layout.Dialect, header, rows) ? 1 : 0;
        return layout with
        {
            Names = Names(header.Values[before..columns], header.Line),
            Header = header.Raw,
            Values = values,
            Before = before,
            Start = (rule ?? header).End,
            Line = (rule ?? header).NextLine,
            IsRuled = layout.IsRuled || rule is not null,
        };
    }

    /// <summary>Whether every line begins with a bar, as in Markdown.</summary>
    private static bool HasBarBefore(CsvDialect dialect, SampleRecord header, List<SampleRecord> rows) =>
        dialect.Delimiter == "|" && header.Filled > 1
        && rows.Prepend(header).All(row => row.Fault is not null || string.IsNullOrWhiteSpace(row.Values[0]));

    /// <summary>
    /// Values of a line: as many as the header has, unless nearly all lines agree on another number that differs by empty values at the
    /// end alone.
    /// </summary>
    private int Values(SampleRecord header, List<SampleRecord> rows)
    {
        var usual = DialectDetector.UsualCount(rows);
        if (rows.Count == 0 || usual == header.Count)
        {
            return header.Count;
        }

        var alike = rows.FindAll(row => row.Fault is null && row.Count == usual);
        var certain = alike.Count >= Nearly * rows.Count && (usual > header.Count
            ? alike.Count(row => row.Filled <= header.Count) >= Nearly * alike.Count
            : header.Filled <= usual);
        if (certain)
        {
            return usual;
        }

        var found = $"line {header.Line} has {Count(header.Count)}, most lines after it have {usual}";
        advice = usual == header.Count + 1
            ? $"{found}: one column has no name (the last, or the first, as R writes row names); name it in the file, "
                + $"or set 'skip: {header.NextLine - 1}' if line {header.Line} is a title"
            : $"{found}: if it is a title, set 'skip: {header.NextLine - 1}'; else check the delimiter and the quotes";
        return header.Count;
    }

    private static CsvLayout WithoutHeader(CsvLayout layout, List<SampleRecord> records)
    {
        var usual = DialectDetector.UsualCount(records);
        var values = usual > 0 ? usual : records[0].Count;
        return layout with
        {
            Names = [.. Enumerable.Range(1, values).Select(i => $"column{i}")],
            Values = values,
            Start = records[0].From,
            Line = records[0].Line,
        };
    }

    /// <summary>
    /// A column without a name, such as the index that pandas writes, is named by its position, and one whose name an earlier one has gets
    /// a number.
    /// </summary>
    private string[] Names(string[] names, long line)
    {
        // One name above several columns is a title, if it is anything.
        var blank = Array.FindIndex(names, string.IsNullOrWhiteSpace);
        var blanks = names.Count(string.IsNullOrWhiteSpace);
        if (blanks == names.Length || (blanks == names.Length - 1 && blanks > 1))
        {
            throw StorageErrors.BlankName(path, line, blank + 1, blanks).Thrown();
        }

        string[] named = [.. names.Select((name, i) => string.IsNullOrWhiteSpace(name) ? HeaderNames.Unnamed(i) : name)];
        notes.AddRange(Enumerable.Range(0, names.Length).Where(i => string.IsNullOrWhiteSpace(names[i]))
            .Select(i => $"column {i + 1} has no name; it is called '{named[i]}'"));
        var distinct = HeaderNames.Distinct(named);
        notes.AddRange(HeaderNames.Notes(named, distinct));
        return [.. distinct];
    }

    private static string Count(int values) => values == 1 ? "1 value" : $"{values} values";

    [GeneratedRegex("""^"?sep=([^\r\n])"?(?:\r|\n|$)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Declaration();

    [GeneratedRegex("""^\s*[-+]?[\d.,]*\d[\d.,:/-]*\s*$""", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
