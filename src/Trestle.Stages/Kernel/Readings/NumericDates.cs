using System.Text.RegularExpressions;

using Trestle.Rows.Steps.Parsing;

namespace Trestle.Stages.Kernel.Readings;

/// <summary>
/// Dates that are written as numbers: Excel's, Unix times, or digits without marks. As values they are numbers like any other; only the
/// name of the column, or another column whose dates lie in the same years, shows that they may be dates. Then the run asks.
/// </summary>
internal static partial class NumericDates
{
    private const int FewestDistinct = 3;

    /// <summary>How far from the dates of another column they may lie: a year, in microseconds.</summary>
    private const double Near = 366 * 86_400e6;

    private static readonly string[] Digits = ["yyyyMM", "yyMMdd", "ddMMyyyy", "MMddyyyy"];

    private static readonly string[] Words =
    [
        "date", "datum", "fecha", "dato", "data", "timestamp", "datetime", "time", "ts", "day", "dob", "zeit", "zeitpunkt", "zeitstempel",
        "created", "updated", "modified", "at", "month", "monat", "mois", "mes",
    ];

    private static readonly string[] NoDates = ["update", "metadata", "candidate", "mandate", "validate"];

    /// <summary>What to ask about a column of numbers or codes; null when nothing shows that they are dates.</summary>
    /// <param name="column">Its name.</param>
    /// <param name="texts">Its values, without those that mean "no value".</param>
    /// <param name="dates">The other columns' dates: their names, with their first and last moment.</param>
    public static string? Question(
        string column, IReadOnlyCollection<string> texts, IReadOnlyDictionary<string, (double First, double Last)>? dates = null)
    {
        if (texts.Count < FewestDistinct || Format(texts) is not { } format)
        {
            return null;
        }

        var (first, last) = Range(texts, [format]);
        var neighbour = Numeric(format)
            ? dates?.Where(other => other.Key != column && first >= other.Value.First - Near && last <= other.Value.Last + Near)
                .OrderBy(other => other.Key, StringComparer.Ordinal).Select(other => other.Key).FirstOrDefault()
            : null;
        var reason = IsDateName(column) ? "the column's name speaks of dates"
            : neighbour is not null ? $"they lie in the same years as those of '{neighbour}'"
            : null;
        return reason is null ? null
            : $"the numbers can be dates from {DateFormats.Print(first, "yyyy-MM-dd")} to {DateFormats.Print(last, "yyyy-MM-dd")}, and "
                + $"{reason}: set formats: [{format}], or type: number if they are none";
    }

    /// <summary>Whether a text is a number that a format of numbers reads as a date of our time.</summary>
    public static bool Is(string text, string format) =>
        ValueParser.TryNumber(text, '.', out var value) && DateFormats.Plausible(value, value) == format;

    /// <summary>The first and the last moment of texts that are dates.</summary>
    public static (double First, double Last) Range(IEnumerable<string> texts, IReadOnlyList<string> formats)
    {
        var range = (First: double.PositiveInfinity, Last: double.NegativeInfinity);
        foreach (var text in texts)
        {
            if (ValueParser.TryDate(text, formats, out var moment))
            {
                range = (Math.Min(range.First, moment), Math.Max(range.Last, moment));
            }
        }

        return range;
    }

    private static bool Numeric(string format) => DateFormats.Numeric.Contains(format);

    private static string? Format(IReadOnlyCollection<string> texts)
    {
        if (Digits.FirstOrDefault(format => texts.All(text => text.Length == format.Length && IsDate(text, format))) is { } digits)
        {
            return digits;
        }

        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var text in texts)
        {
            if (!ValueParser.TryNumber(text, '.', out var value))
            {
                return null;
            }

            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }

        return DateFormats.Plausible(low, high);
    }

    private static bool IsDate(string text, string format) =>
        ValueParser.TryDate(text, [format], out var moment) && moment >= FirstMoment && moment < LastMoment;

    private static readonly double FirstMoment = (new DateTime(1900, 1, 1) - DateTime.UnixEpoch).TotalMicroseconds;

    private static readonly double LastMoment = (new DateTime(2100, 1, 1) - DateTime.UnixEpoch).TotalMicroseconds;

    /// <summary>Whether a word of the name, or its end, is one for a date: "OrderDate", "created_at", "Kaufdatum".</summary>
    private static bool IsDateName(string column) => NameWord().Matches(column).Select(match => match.Value.ToLowerInvariant()).Any(
        word => Words.Contains(word)
            || (!NoDates.Contains(word) && Words.Any(known => known.Length > 3 && word.EndsWith(known, StringComparison.Ordinal))));

    [GeneratedRegex(@"\p{Lu}?\p{Ll}+|\p{Lu}+(?!\p{Ll})|\p{Lo}+")]
    private static partial Regex NameWord();
}
