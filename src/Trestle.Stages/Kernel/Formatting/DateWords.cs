using Trestle.Rows.Steps.Parsing;

namespace Trestle.Stages.Kernel.Formatting;

/// <summary>
/// Values of a column of dates, for people: days, unless all are of one day. Times of day alone, which are of 1970-01-01, come without it.
/// </summary>
/// <param name="first">The first of all values, in microseconds since 1970-01-01T00:00.</param>
/// <param name="last">The last one.</param>
public readonly struct DateWords(double first, double last)
{
    private const double Day = 24d * 3600 * 1_000_000;

    private readonly string format = Math.Floor(first / Day) != Math.Floor(last / Day) || (first == last && first % Day == 0) ? "yyyy-MM-dd"
        : Math.Floor(first / Day) == 0 ? "HH:mm:ss" : "yyyy-MM-dd HH:mm:ss";

    /// <summary>2024-01-05; 2024-01-05 13:30:00 where all values are of one day; 13:30:00.</summary>
    public string Of(double value) => DateFormats.Print(value, format);

    /// <summary>2024-01-05 to 2024-03-01</summary>
    public static string Range(double first, double last)
    {
        var words = new DateWords(first, last);
        return $"{words.Of(first)} to {words.Of(last)}";
    }
}
