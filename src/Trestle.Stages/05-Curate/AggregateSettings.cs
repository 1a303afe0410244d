using System.ComponentModel.DataAnnotations;
using System.Globalization;

using Trestle.Core.Configuration;
using Trestle.Rows.Keyed;

namespace Trestle.Stages.Curate;

/// <summary>What is made of the rows of a key, and of which column.</summary>
public sealed record AggregateSettings
{
    private const string Forms =
        "count, or sum, mean, min, max, std, trend, last, latest, lag or distinct of a column, such as sum(amount), sum(amount, 90d), "
            + "mean(amount, 7) or count(*, 7d)";

    [Setting(
        "What is made of the rows: count, sum, mean, min, max, std, trend (rise in a day), last, latest, lag or distinct.",
        Example = "sum")]
    public required KeyedAggregate Of { get; init; }

    [Setting("The column; count does without one.", Example = "amount")]
    public string? Column { get; init; }

    [Setting("How many of the latest rows count (default: all); for lag, how many rows back (default: 1).", Example = "7")]
    [Range(1, 1_000_000)]
    public int? Rows { get; init; }

    [Setting("How far back rows count (default: all of the past); for lag, how long ago.", Example = "28d")]
    public TimeSpan? Window { get; init; }

    /// <summary><c>count</c>, <c>sum(amount)</c>, <c>mean(amount, 7)</c> of seven rows or <c>count(*, 7d)</c> of seven days.</summary>
    [ShortForm]
    public static AggregateSettings FromText(string text)
    {
        var open = text.IndexOf('(');
        var name = (open < 0 ? text : text[..open]).Trim();
        if (!Enum.GetNames<KeyedAggregate>().Contains(name, StringComparer.OrdinalIgnoreCase) || (open >= 0 && text[^1] != ')'))
        {
            throw new FormatException(Forms);
        }

        var of = Enum.Parse<KeyedAggregate>(name, ignoreCase: true);
        if (open < 0)
        {
            return new AggregateSettings { Of = of };
        }

        // A column's name may hold a comma: only a number or a length of time after the last one is not part of it.
        var (inside, rows, window) = (text[(open + 1)..^1].Trim(), (int?)null, (TimeSpan?)null);
        if (inside.LastIndexOf(',') is > 0 and var comma)
        {
            var part = inside[(comma + 1)..].Trim();
            rows = int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
            window = Duration.Parse(part);
            inside = rows is null && window is null ? inside : inside[..comma].TrimEnd();
        }

        return inside.Length == 0 || (inside == "*" && of != KeyedAggregate.Count)
            ? throw new FormatException(Forms)
            : new AggregateSettings { Of = of, Column = inside == "*" ? null : inside, Rows = rows, Window = window };
    }

    /// <summary>What does not go together: the found, and what it needs; null when all does.</summary>
    internal (string Found, string Needed)? Contradiction(bool timed) => this switch
    {
        { Of: not KeyedAggregate.Count, Column: null } =>
            ($"{Of.ToString().ToLowerInvariant()} of no column", "a column, such as sum(amount)"),
        { Window.Ticks: <= 0 } => ("a window that is not positive", "a length of time, such as 7d"),
        { Of: KeyedAggregate.Lag, Rows: not null, Window: not null } =>
            ("a lag by both rows and a length of time", "one of them: lag(amount, 7) is seven rows back, lag(amount, 7d) seven days ago"),
        { Of: KeyedAggregate.Lag or KeyedAggregate.Trend } or { Rows: not null } or { Window: not null } when !timed =>
            (
                Of == KeyedAggregate.Trend ? "a trend without as-of" : "a number of rows or a length of time without as-of",
                "as-of, the table's column with the time of its rows"),
        _ => null,
    };
}
