using System.ComponentModel.DataAnnotations;

using Trestle.Core.Configuration;
using Trestle.Rows.Keyed;

namespace Trestle.Stages.Curate;

/// <summary>What becomes of rows whose value has no column.</summary>
public enum UnseenValue
{
    /// <summary>They are in no column.</summary>
    Ignore,

    /// <summary>They are in one column, other.</summary>
    Other,

    /// <summary>The run is refused, and so is a refresh.</summary>
    Refuse,
}

/// <summary>A long table made wide: a column for each value of one of its columns.</summary>
public sealed record PivotSettings
{
    [Setting("The column whose values become columns.", Example = "test")]
    public required string By { get; init; }

    [Setting("The values that become columns (default: all that the table has, at most 'most').", Example = "[glucose, sodium]")]
    public IReadOnlyList<string> Values { get; init; } = [];

    [Setting("The column that fills them (default: none, rows are counted).", Example = "result")]
    public string? Value { get; init; }

    [Setting(
        "What is made of several rows: count, sum, mean, min, max, std, last or distinct (default: last of a value, else count).",
        Example = "mean")]
    public KeyedAggregate? Of { get; init; }

    [Setting(
        "With values: what becomes of rows with another value: ignore (they are in no column), other (they share a column) or refuse (the "
            + "run is refused, and so is a refresh of a table in service).")]
    public UnseenValue Unseen { get; init; }

    [Setting("The most values that become columns where 'values' does not name them.", Example = "100")]
    [Range(1, 1000)]
    public int Most { get; init; } = 50;

    /// <summary>What is made of several rows.</summary>
    internal KeyedAggregate What => (Of ?? (Value is null ? KeyedAggregate.Count : KeyedAggregate.Latest)) switch
    {
        // The latest row of a key may have another value of the column.
        KeyedAggregate.Last => KeyedAggregate.Latest,
        var what => what,
    };

    /// <summary>Settings that do not go together: the setting, what was found, and what it needs.</summary>
    internal IEnumerable<(string Setting, string Found, string Needed)> Contradictions()
    {
        if (Value is null && What != KeyedAggregate.Count)
        {
            yield return (
                "pivot.of", $"{What.ToString().ToLowerInvariant()} of no column", "the column that fills the new ones, in value");
        }

        if (What is KeyedAggregate.Lag or KeyedAggregate.Trend)
        {
            yield return (
                "pivot.of", $"a pivot by {What.ToString().ToLowerInvariant()}", "count, sum, mean, min, max, std, last or distinct");
        }

        if (Unseen != UnseenValue.Ignore && Values.Count == 0)
        {
            yield return ("pivot.unseen", "a rule for other values, without values", "values: without them, every value has a column");
        }

        if (Unseen == UnseenValue.Other && Values.Contains(Pivot.OtherValues, StringComparer.OrdinalIgnoreCase))
        {
            yield return (
                "pivot.values", $"the value '{Pivot.OtherValues}', whose column all other values share", "another rule in unseen");
        }

        if (Value == By)
        {
            yield return ("pivot.value", "a column that fills its own columns", "another column");
        }
    }
}
