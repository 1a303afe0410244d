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
    /// Reads a number: a sign, digits (possibly in groups, separated by the other mark, a blank or an apostrophe), an optional fraction,
    /// an optional exponent. The decimal mark, '.' or ',', decides what "1,234" is.
    /// </summary>
    /// <remarks>
    /// The sign stands before the digits or, a minus alone, behind them ("123-"), or is a pair of parentheses ("(123)"). A minus is
    /// U+002D, U+2212 or a full-width one; before the digits also a hyphen or en dash (U+2010 to U+2013). Digits are those of any script.
    /// Groups have three digits, or with commas three and before them twos ("12,34,567"); the first does not start with 0. No hexadecimals
    /// and no underscores. Infinity, as a word or as what does not fit a double ("1e400"), is no number, in any format of files:
    /// it measures nothing, and no statistic survives it.
    /// </remarks>
    public static bool TryNumber(ReadOnlySpan<char> text, char decimalMark, out double value) =>
        NumberReader.TryPlain(text, decimalMark, out value) || NumberReader.TryAny(text.Trim(), decimalMark, 0, out value);

    /// <summary>
    /// Reads a number that may have affixes (<see cref="NumberText.TrySplit"/>): each of them must be among those given, and the number is
    /// multiplied by their factors. A number alone is read as it is, unless there is a factor for the empty text.
    /// </summary>
    public static bool TryNumber(ReadOnlySpan<char> text, char decimalMark, IReadOnlyList<NumberAffix> affixes, out double value) =>
        (!AffixReader.ScalesAlone(affixes) && TryNumber(text, decimalMark, out value))
        || AffixReader.TryRead(text, decimalMark, affixes, out value);

    /// <summary>Reads yes/no, true/false, y/n, t/f, on/off, 1/0 and the other words of <see cref="BooleanWords"/>, ignoring case.</summary>
    public static bool TryBoolean(ReadOnlySpan<char> text, out bool value) => BooleanWords.TryRead(text.Trim(), out value);

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
}
