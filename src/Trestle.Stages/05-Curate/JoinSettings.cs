using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Rows.Keyed;
using Trestle.Stages.Ingest;

namespace Trestle.Stages.Curate;

/// <summary>What a join does to the rows of the main table.</summary>
public enum JoinKind
{
    /// <summary>All rows stay, and get the columns of the other table.</summary>
    Left,

    /// <summary>Rows that the other table knows stay, and get no columns.</summary>
    Semi,
}

/// <summary>What happens to a row that finds nothing in the other table.</summary>
public enum Unmatched
{
    /// <summary>Its joined columns have no value.</summary>
    Missing,

    /// <summary>It is left out of the training, and refused in service.</summary>
    Quarantine,

    /// <summary>The run is refused if there is one, and so is a request.</summary>
    Refuse,
}

/// <summary>A table that is joined to the main one: looked up by key, and by time if it has times.</summary>
public sealed record JoinSettings
{
    [Setting("The table, by its name under sources.", Example = "planes")]
    public required string Table { get; init; }

    [Setting(
        "The columns whose values must be equal: names that both tables have, or main = other.", Example = "\"dest = faa\"")]
    [MinLength(1)]
    public required IReadOnlyList<JoinKey> On { get; init; }

    [Setting("Columns of the table to join (default: all but those of the join and private ones).", Example = "[seats, engines]")]
    public IReadOnlyList<string>? Columns { get; init; }

    [Setting("What the names of joined columns begin with (default: the table's name and a dot; \"\" for nothing).", Example = "plane_")]
    public string? Prefix { get; init; }

    [Setting("left: all rows stay and get the table's columns; semi: rows without a match are left out, and no columns are joined.")]
    public JoinKind Kind { get; init; } = JoinKind.Left;

    [Setting(
        "A row without a match: missing (its joined columns have no value), quarantine (it is left out of the training and refused in "
            + "service) or refuse (the run is refused, too).")]
    public Unmatched Unmatched { get; init; } = Unmatched.Missing;

    [Setting("Least share of the rows that must find a match; with less, the run is refused.", Example = "90%")]
    [Range(0, 1)]
    public double AtLeast { get; init; }

    [Setting(
        "Which row of the table counts where a key has several that differ: only (none may, the run is refused), first or last in the "
            + "order of the source.")]
    public KeyedRow Take { get; init; } = KeyedRow.Only;

    [Setting(
        "The table's column with the time of its rows: a row of the main table gets the latest row that is not later than itself.",
        Example = "observed")]
    public string? AsOf { get; init; }

    [Setting("With as-of: the main table's column with the time of its rows (default: the setting time).", Example = "booked")]
    public string? At { get; init; }

    [Setting("With as-of: how much older than a row of the main table the found row may be (default: any age).", Example = "3h")]
    public TimeSpan? Within { get; init; }

    [Setting(
        "With as-of: the table's column with the time at which its rows became known; a row is not found before that.",
        Example = "created_at")]
    public string? Known { get; init; }

    [Setting(
        "Instead of columns: what is made of all rows of a key (with as-of, of those that are not later), by the new column's name: "
            + "count, or sum, mean, min, max, std, trend, last, latest, lag or distinct of a column; sum(amount, 7d) has a window of its "
            + "own, sum(amount, 7) is made of the latest seven rows.",
        Example = "{orders: count, spent: sum(amount)}")]
    public IReadOnlyDictionary<string, AggregateSettings> Aggregates { get; init; } = new Dictionary<string, AggregateSettings>();

    [Setting(
        "Instead of columns and aggregates: a column for each value of one of the table's columns, of which a key has many rows.",
        Example = "{by: test, value: result}")]
    public PivotSettings? Pivot { get; init; }

    [Setting("With aggregates or a pivot, and as-of: how far back rows count (default: all of the past).", Example = "90d")]
    public TimeSpan? Window { get; init; }

    /// <summary>Settings that do not go together: the setting, what was found, and what it needs.</summary>
    internal IEnumerable<(string Setting, string Found, string Needed)> Contradictions()
    {
        foreach (var setting in new[] { At is null ? null : "at", Within is null ? null : "within", Known is null ? null : "known" }
            .OfType<string>().Where(_ => AsOf is null))
        {
            yield return (setting, $"{setting} without as-of", "as-of, the table's column with the time of its rows");
        }

        if (AsOf is not null && Take != KeyedRow.Only)
        {
            yield return ("take", "both take and as-of", "one of them: as-of takes the latest row that was known");
        }

        if (Within <= TimeSpan.Zero || Window <= TimeSpan.Zero)
        {
            yield return (
                Within <= TimeSpan.Zero ? "within" : "window", "a length of time that is not positive", "a length of time, such as 3h");
        }

        foreach (var contradiction in Pivot?.Contradictions() ?? [])
        {
            yield return contradiction;
        }

        if (Pivot is not null && (Aggregates.Count > 0 || Columns is not null || Kind == JoinKind.Semi))
        {
            yield return (
                "pivot", "a pivot together with aggregates or columns, or in a semi join", "one of them: a pivot makes the columns");
        }

        if (Window is not null && (AsOf is null || (Aggregates.Count == 0 && Pivot is null)))
        {
            yield return ("window", $"window without {(AsOf is null ? "as-of" : "aggregates")}", "both as-of and aggregates");
        }

        if ((Aggregates.Count > 0 || Pivot is not null)
            && (Columns is null ? Within is null ? Take == KeyedRow.Only ? null : "take" : "within" : "columns") is { } other)
        {
            yield return (other, $"both aggregates and {other}", "one of them: aggregates and pivots are made of all rows of a key");
        }

        foreach (var (name, aggregate) in Aggregates)
        {
            if (aggregate.Contradiction(timed: AsOf is not null) is (var found, var needed))
            {
                yield return ($"aggregates.{name}", found, needed);
            }
        }

        if (Kind == JoinKind.Semi
            && (Columns is not null || Prefix is not null || Unmatched != Unmatched.Missing || Aggregates.Count > 0))
        {
            var setting = Columns is not null ? "columns"
                : Aggregates.Count > 0 ? "aggregates"
                : Prefix is not null ? "prefix" : "unmatched";
            yield return (
                setting, $"{setting} of a semi join", "a left join: a semi join adds no columns, and leaves out what has no match");
        }
    }
}
