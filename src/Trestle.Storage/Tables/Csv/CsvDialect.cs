namespace Trestle.Storage.Tables.Csv;

/// <summary>How records are written: delimiter, quote and newline, each one byte.</summary>
/// <param name="Newline">What ends a record: <c>\n</c> (a <c>\r</c> before it is dropped), or <c>\r</c> in files that have no
/// <c>\n</c>.</param>
internal readonly record struct CsvDialect(byte Delimiter, byte Quote, byte Newline)
{
    private const int Records = 100;
    private static readonly byte[] Delimiters = [(byte)',', (byte)';', (byte)'\t', (byte)'|'];

    /// <summary>
    /// The dialect of a sample of UTF-8: the delimiter that splits most of the first 100 records into as many values as the first one
    /// has, if that has at least two; in a tie the one with more values. A comma when there is none.
    /// </summary>
    public static CsvDialect Detect(ReadOnlySpan<byte> sample, bool whole, CsvOptions options, string path)
    {
        Check(options.Delimiter, options.Quote, path);
        var newline = sample.Contains((byte)'\n') || !sample.Contains((byte)'\r') ? (byte)'\n' : (byte)'\r';
        var delimiters = options.Delimiter is { } given ? [(byte)given] : Delimiters;
        var best = new CsvDialect(delimiters[0], (byte)(options.Quote ?? '"'), newline);
        var bestScore = (Share: 0.0, Values: 1);
        foreach (var quote in Quotes(sample, options.Quote))
        {
            foreach (var delimiter in delimiters)
            {
                var dialect = new CsvDialect(delimiter, quote, newline);
                var score = Score(dialect, sample, whole);
                if (score.Values > 1 && score.CompareTo(bestScore) > 0)
                {
                    (best, bestScore) = (dialect, score);
                }
            }
        }

        return best;
    }

    /// <summary>Single quotes count as quotes only where there is no double one: apostrophes are common.</summary>
    private static byte[] Quotes(ReadOnlySpan<byte> sample, char? given) =>
        given is { } quote ? [(byte)quote]
            : sample.Contains((byte)'"') || !sample.Contains((byte)'\'') ? [(byte)'"']
            : [(byte)'"', (byte)'\''];

    private static (double Share, int Values) Score(CsvDialect dialect, ReadOnlySpan<byte> sample, bool whole)
    {
        var parser = new CsvParser(dialect);
        int first = 0, seen = 0, alike = 0;
        while (seen < Records && parser.Parse(sample, whole) is > 0 and var length)
        {
            sample = sample[length..];
            if (parser.IsBlank)
            {
                continue;
            }

            first = seen++ == 0 ? parser.Count : first;
            alike += parser.Fault is null && parser.Count == first ? 1 : 0;
        }

        return (seen == 0 ? 0 : (double)alike / seen, first);
    }

    private static void Check(char? delimiter, char? quote, string path)
    {
        foreach (var (name, mark) in new[] { ("delimiter", delimiter), ("quote", quote) })
        {
            if (mark is '\r' or '\n' or '\0' or > '\x7f' || (mark is not null && delimiter == quote))
            {
                throw StorageErrors.BadDialect(name, mark.Value, path).Thrown();
            }
        }
    }
}
