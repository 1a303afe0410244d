using Trestle.Core.Configuration;
using Trestle.Rows.Keyed;
using Trestle.Stages.Ingest;

namespace Trestle.Stages.Curate;

/// <summary>Columns that are made of the main table's own past: of rows before a row's own time, and never of itself.</summary>
public sealed record HistorySettings
{
    [Setting(
        "Columns that say whose past it is: that of the rows with the same values (default: none, the whole table is one series).",
        Example = "[store]")]
    public IReadOnlyList<string> By { get; init; } = [];

    [Setting("The column with the time of the rows (default: the setting time).", Example = "ordered")]
    public string? At { get; init; }

    [Setting(
        "What is made of the rows before a row's own time, by the new column's name: lag(sales, 1) of the row before, lag(sales, 7d) of a "
            + "week ago, or count, sum, mean, min, max, std, last or distinct of all, of the latest rows as in mean(sales, 7), or of a "
            + "length of time as in count(*, 28d).",
        Example = "{sales_before: \"lag(sales, 1)\", sales_week: \"mean(sales, 7d)\"}")]
    public IReadOnlyDictionary<string, AggregateSettings> Features { get; init; } = new Dictionary<string, AggregateSettings>();

    [Setting(
        "Columns whose gaps get the last value that was known before the row's own time, not older than within. A request's gaps are "
            + "filled in the same way.",
        Example = "[temperature]")]
    public IReadOnlyList<string> Fill { get; init; } = [];

    [Setting(
        "How long after their times rows become known (default: at once); a row is not seen before that. Needed for the target, unless "
            + "known is set.",
        Example = "1d")]
    public TimeSpan? KnownAfter { get; init; }

    [Setting("The column with the time at which a row became known; it is not seen before that.", Example = "closed_at")]
    public string? Known { get; init; }

    [Setting(
        "How much older the latest row before may be (default: any age); if it is older, the columns have no values.", Example = "14d")]
    public TimeSpan? Within { get; init; }

    /// <summary>The same as a join of the main table with itself.</summary>
    internal JoinSettings Join(string? time) => new()
    {
        Table = TableSource.Main,
        On = [.. By.Select(column => new JoinKey { Main = column, Table = column })],
        AsOf = At ?? time,
        At = At ?? time,
        Known = Known,
        Within = Within,
        Aggregates = Fill.Count == 0 ? Features : Features.Concat(Carried()).ToDictionary(StringComparer.Ordinal),
        Prefix = "",
    };

    /// <summary>The columns of <see cref="Fill"/>, each once.</summary>
    internal IReadOnlyList<string> Filled => [.. Fill.Distinct(StringComparer.Ordinal)];

    private IEnumerable<KeyValuePair<string, AggregateSettings>> Carried() => Filled.Select(
        column => KeyValuePair.Create(
            CarryForward.Carried + column, new AggregateSettings { Of = KeyedAggregate.Latest, Column = column, Window = Within }));

    /// <summary>Settings that do not go together: the setting, what was found, and what it needs.</summary>
    internal IEnumerable<(string Setting, string Found, string Needed)> Contradictions()
    {
        foreach (var (name, feature) in Features)
        {
            if (name.StartsWith(CarryForward.Carried, StringComparison.Ordinal))
            {
                yield return (
                    "features", $"the name '{name}'", $"a name that does not begin with '{CarryForward.Carried}', which fill uses");
            }

            if (feature.Contradiction(timed: true) is (var found, var needed))
            {
                yield return ($"features.{name}", found, needed);
            }
        }

        if (Features.Count + Fill.Count == 0)
        {
            yield return ("features", "nothing that is made of the past", "new columns under features, or columns with gaps under fill");
        }

        if (Fill.FirstOrDefault(column => column == At || By.Contains(column)) is { } key)
        {
            yield return ("fill", $"'{key}' itself, by which the past is found,", "other columns");
        }

        if (Known is not null && KnownAfter is not null)
        {
            yield return ("known-after", "both known and known-after", "one of them");
        }

        if (KnownAfter < TimeSpan.Zero || Within <= TimeSpan.Zero)
        {
            yield return (
                KnownAfter < TimeSpan.Zero ? "known-after" : "within", "a length of time that is not positive",
                "a length of time, such as 1d");
        }

        if (At is not null && By.Contains(At))
        {
            yield return (
                "by", $"the time '{At}' among the columns that say whose past it is", "columns with the same value at other times");
        }
    }
}
