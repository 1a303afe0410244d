using System.Text.RegularExpressions;

namespace Trestle.Storage.Tables.Csv;

/// <summary>
/// Finds out how a file is written. Each candidate splits the beginning of the file; its evidence is the share of records with the same
/// number of values, whether the header has as many, and how many values stay whole: a value that holds another candidate's mark, and is
/// not a number, a date or a time, was probably not meant to be one.
/// </summary>
internal static partial class DialectDetector
{
    private const int ValuesLookedAt = 5000;
    private const double Same = 1e-9;

    private static readonly string[] Delimiters = [",", ";", "\t", "|"];
    private static readonly string[] RareDelimiters = ["\x01", "\x1f", "^", "~", "::", ":", "\xA6", CsvOptions.Whitespace, " "];

    /// <summary>The dialect of a sample from a position on; a comma where nothing splits it. Two that are as good are an error.</summary>
    public static CsvDialect Detect(CsvSample sample, int start, CsvOptions options, string? declared, string path)
    {
        CsvDialect.Check(options, path);
        var given = options.Delimiter ?? declared;
        var text = sample.Text.AsSpan(start);
        var (quotes, escapes) = (Quotes(text, options.Quote), Escapes(text, options.Escape));
        var candidates =
            from delimiter in given is null ? Delimiters : [given]
            from quote in quotes
            from escape in escapes
            select new CsvDialect(delimiter, quote, escape == quote ? null : escape, options.Comment);
        var scored = candidates.Select(dialect => (Dialect: dialect, Score: Score(sample.Split(dialect, start, 1)))).ToList();
        var best = scored.Aggregate((one, other) => other.Score > one.Score + Same ? other : one);
        var rival = scored.Find(
            other => other.Dialect.Delimiter != best.Dialect.Delimiter && best.Score > 0 && other.Score > best.Score - Same);
        return rival.Dialect is { } tied ? throw CsvErrors.UnclearDelimiter(path, best.Dialect.Words, tied.Words).Thrown()
            : best.Score > 0 || given is not null ? given is null ? Doubled(sample, start, best.Dialect) : best.Dialect
            : Rare(sample, start, best.Dialect, quotes) ?? best.Dialect;
    }

    /// <summary>Whether a delimiter needs no word.</summary>
    public static bool IsUsual(string delimiter) => Delimiters.Contains(delimiter);

    /// <summary>
    /// The number of values that most records have, the larger one in a tie; 0 without records. Lines of dashes do not count.
    /// </summary>
    public static int UsualCount(IEnumerable<SampleRecord> records) =>
        records.Where(record => record.Fault is null && !record.IsRule).CountBy(record => record.Count)
            .OrderByDescending(pair => pair.Value).ThenByDescending(pair => pair.Key).FirstOrDefault().Key;

    /// <summary>
    /// Rare marks are delimiters only where every line splits alike; the header may have one name less, as R leaves out that of the row
    /// names. One mark within another stands after it. Single quotes, the last of the quotes, are quotes where all names are in them.
    /// </summary>
    private static CsvDialect? Rare(CsvSample sample, int start, CsvDialect plain, char[] quotes)
    {
        var candidates =
            from delimiter in RareDelimiters
            from quote in quotes.Reverse()
            select plain with { Delimiter = delimiter, Quote = quote };
        return candidates.FirstOrDefault(dialect =>
        {
            var records = sample.Split(dialect, start, 1);
            var usual = records.Count > 1 ? records[1].Count : 0;
            return usual > 1 && records.TrueForAll(record => record.Fault is null)
                && (records[0].Count == usual || (records[0].Count > 1 && records[0].Count == usual - 1 && records.Count > 2))
                && records.Skip(1).All(record => record.Count == usual)
                && (dialect.Quote == quotes[0] || AreQuoted(records[0]));
        });
    }

    /// <summary>A delimiter written twice, where every other column would have neither a name nor a value.</summary>
    private static CsvDialect Doubled(CsvSample sample, int start, CsvDialect single)
    {
        var twice = single with { Delimiter = single.Delimiter + single.Delimiter };
        var (ones, twos) = (sample.Split(single, start, 1), sample.Split(twice, start, 1));
        return SplitsAlike(twos) && SplitsAlike(ones) && ones[0].Count == (2 * twos[0].Count) - 1 ? twice : single;
    }

    private static bool SplitsAlike(List<SampleRecord> records) =>
        records.Count > 1 && records[0].Count > 1
        && records.TrueForAll(record => record.Fault is null && record.Count == records[0].Count);

    /// <summary>Single quotes count as quotes only where there is no double one: apostrophes are common.</summary>
    private static char[] Quotes(ReadOnlySpan<byte> text, char? given) =>
        given is { } quote ? [quote]
            : text.Contains((byte)'"') || !text.Contains((byte)'\'') ? ['"']
            : ['"', '\''];

    private static char?[] Escapes(ReadOnlySpan<byte> text, char? given) =>
        given is not null ? [given] : text.IndexOf("\\\""u8) >= 0 ? [null, '\\'] : [null];

    /// <summary>From 0, for no evidence, to 1; a little more where whole columns or all names are in quotes.</summary>
    private static double Score(List<SampleRecord> records)
    {
        var usual = UsualCount(records);
        if (usual < 2)
        {
            return 0;
        }

        var alike = records.FindAll(record => record.Fault is null && record.Count == usual);
        var header = records[0].Fault is null
            ? records[0].Count == usual || IsEmptyAfter(alike, records[0].Count) ? 1 : records[0].Count > 1 ? 0.8 : 0.5
            : 0.5;
        var quoted = AreQuoted(records[0]) || Enumerable.Range(0, usual).Any(i => IsQuoted(alike, i)) ? 1.001 : 1;
        return (double)alike.Count / records.Count * header * (0.5 + (0.5 * ShareWhole(alike))) * quoted;
    }

    private static bool IsEmptyAfter(List<SampleRecord> records, int count) =>
        count > 1 && records.TrueForAll(record => record.Filled <= count);

    private static bool AreQuoted(SampleRecord names) => names.Quoted.All(isQuoted => isQuoted);

    private static bool IsQuoted(List<SampleRecord> records, int column)
    {
        var filled = records.FindAll(record => record.Values[column].Length > 0);
        return filled.Count > 1 && filled.Skip(1).All(record => record.Quoted[column]);
    }

    private static double ShareWhole(List<SampleRecord> records)
    {
        var (seen, whole) = (0, 0);
        foreach (var record in records)
        {
            for (var i = 0; i < record.Count && seen < ValuesLookedAt; i++)
            {
                seen += record.Values[i].Length > 0 ? 1 : 0;
                whole += record.Values[i].Length > 0 && (record.Quoted[i] || IsWhole(record.Values[i])) ? 1 : 0;
            }
        }

        return seen == 0 ? 1 : (double)whole / seen;
    }

    private static bool IsWhole(string value) =>
        value.AsSpan().IndexOfAny(",;\t|") < 0 || NumberOrDate().IsMatch(value);

    /// <summary>Numbers with any decimal and group mark, dates, times, and both together.</summary>
    [GeneratedRegex(
        """^\s*(?:[-+(]?\s*\p{Sc}?\s*(?:\d+(?:[.,]\d+)?|\d{1,3}(?:[., ']\d{2,3})+(?:[.,]\d+)?)(?:[eE][-+]?\d+)?\s*[%)\p{Sc}]?|"""
            + """(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4})?[T ]*(?:\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)?)\s*$""",
        RegexOptions.CultureInvariant)]
    private static partial Regex NumberOrDate();
}
