using Trestle.Core.Schema;

namespace Trestle.Rows.Steps.Parsing;

/// <summary>
/// What a text means as a number, a boolean, a date, or as nothing. The only reader of values: row steps, the inference of contracts
/// and the checks of requests all use it. White space around a value never counts.
/// </summary>
public static class ValueParser
{
    /// <summary>Formats of ISO 8601, in which the order of day and month is unambiguous.</summary>
    public static IReadOnlyList<string> IsoDateFormats => DateReader.Iso;

    /// <summary>All formats tried when the format of a column is inferred, day before month where both fit.</summary>
    public static IReadOnlyList<string> DateFormats => DateReader.All;

    /// <summary>
    /// Reads a number: an optional sign, digits (possibly in groups of three, separated by the other mark, a space or an apostrophe),
    /// an optional fraction, an optional exponent. The decimal mark, '.' or ',', decides what "1,234" is. No hexadecimals, no words;
    /// what does not fit a double ("1e400") is not a number.
    /// </summary>
    public static bool TryNumber(ReadOnlySpan<char> text, char decimalMark, out double value) =>
        NumberReader.TryPlain(text, decimalMark, out value) || NumberReader.TryAny(text.Trim(), decimalMark, out value);

    /// <summary>Reads yes/no, true/false, y/n, t/f, on/off, 1/0, ignoring case.</summary>
    public static bool TryBoolean(ReadOnlySpan<char> text, out bool value)
    {
        text = text.Trim();
        value = Is(text, "1") || Is(text, "true") || Is(text, "yes") || Is(text, "y") || Is(text, "t") || Is(text, "on");
        return value || Is(text, "0") || Is(text, "false") || Is(text, "no") || Is(text, "n") || Is(text, "f") || Is(text, "off");
    }

    /// <summary>
    /// Reads a date by the first of the formats (.NET custom format strings, invariant culture) that fits, as microseconds since
    /// 1970-01-01T00:00, truncated. A text with an offset is converted to UTC, one without is taken as it is.
    /// </summary>
    public static bool TryDate(ReadOnlySpan<char> text, IReadOnlyList<string> formats, out double micros)
    {
        text = text.Trim();
        for (var i = 0; i < formats.Count; i++)
        {
            if (DateReader.TryRead(text, formats[i], out var ticks))
            {
                micros = Math.Floor((ticks - DateTime.UnixEpoch.Ticks) / (double)TimeSpan.TicksPerMicrosecond);
                return true;
            }
        }

        micros = double.NaN;
        return false;
    }

    /// <summary>
    /// Reads a text as the contract of its column says: a number with the column's decimal mark and affixes, a boolean as 1 or 0, a date
    /// in one of the column's formats (ISO 8601 when it names none). False for a text that does not fit, and in a column of texts.
    /// </summary>
    public static bool TryRead(ColumnContract column, ReadOnlySpan<char> text, out double value)
    {
        switch (column.Type)
        {
            case ColumnType.Number:
                return TryNumber(text, column.DecimalMark, column.Affixes, out value);
            case ColumnType.Boolean:
                var read = TryBoolean(text, out var truth);
                value = truth ? 1 : 0;
                return read;
            case ColumnType.Date:
                return TryDate(text, column.Formats.Count > 0 ? column.Formats : IsoDateFormats, out value);
            default:
                value = double.NaN;
                return false;
        }
    }

    /// <summary>Whether a text is one of the tokens that mean "no value", ignoring white space around either and case (ordinal).</summary>
    public static bool IsNull(ReadOnlySpan<char> text, IReadOnlyList<string> tokens)
    {
        text = text.Trim();
        for (var i = 0; i < tokens.Count; i++)
        {
            if (text.Equals(tokens[i].AsSpan().Trim(), StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Is(ReadOnlySpan<char> text, string word) => text.Equals(word, StringComparison.OrdinalIgnoreCase);
}
