using System.ComponentModel.DataAnnotations;
using System.Globalization;

using Trestle.Core.Configuration;
using Trestle.Core.Expressions;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.Ingest;

/// <summary>How the target is made, for a source that does not have it.</summary>
public sealed record LabelSettings
{
    /// <summary>The section of the configuration.</summary>
    public static Section<LabelSettings?> Section { get; } = new("label");

    [Setting(
        "The target as an expression of columns of the main table (docs/expressions.md): true or false, a number or a text. These columns "
            + "are not features.",
        Example = "arr_delay > 15")]
    public Expression? Value { get; init; }

    [Setting("The target is true where something happens after a row's time: where another table has a row of the same key.")]
    public LabelEvent? Event { get; init; }

    /// <summary>What is known of the columns of the table with the events; filled when the configuration is opened.</summary>
    public TableSettings? EventColumns { get; init; }

    /// <summary>The columns of the main table that the target is made of, and that therefore are not features.</summary>
    public IReadOnlyList<string> Columns => Value?.Columns ?? [];

    /// <summary>An expression alone is short for the section.</summary>
    [ShortForm]
    public static LabelSettings FromText(string text)
    {
        try
        {
            return new LabelSettings { Value = Expression.Parse(text) };
        }
        catch (TrestleException fault)
        {
            throw new FormatException($"an expression: {fault.Problems[0].Found}", fault);
        }
    }

    /// <summary>What is wrong with it, whatever the tables hold.</summary>
    internal IEnumerable<Problem> Problems(TableSettings table, IReadOnlyCollection<string> tables, Func<string, string> where)
    {
        if ((Value is null) == (Event is null))
        {
            yield return LabelErrors.OneWay(Value is not null, where("label"));
        }

        if (Columns.Contains(table.Target))
        {
            yield return LabelErrors.OfItself(table.Target, where("label"));
        }

        if (Event is { } found && !tables.Contains(found.Table))
        {
            yield return LabelErrors.UnknownTable(found.Table, tables, where("label.event.table"));
        }

        if (Event is { Within.Ticks: <= 0 })
        {
            yield return LabelErrors.NoLength(where("label.event.within"));
        }

        if (Event?.KnownUntil is double.NaN)
        {
            yield return LabelErrors.NoMoment(Event.Until!, where("label.event.until"));
        }

        if (Event is { At: null } && table.Time is null)
        {
            yield return LabelErrors.NoTime(where("label.event"));
        }
    }
}

/// <summary>Events after a row's time.</summary>
public sealed record LabelEvent
{
    [Setting("The table with the events, by its name under sources.", Example = "claims")]
    public required string Table { get; init; }

    [Setting("The columns whose values must be equal: names that both tables have, or main = other.", Example = "customer")]
    [MinLength(1)]
    public required IReadOnlyList<JoinKey> On { get; init; }

    [Setting("The table's column with the time of its events.", Example = "claimed")]
    public required string Time { get; init; }

    [Setting("The main table's column with the time after which events count (default: the setting time).", Example = "insured_from")]
    public string? At { get; init; }

    [Setting("How long after a row's time events count.", Example = "30d")]
    public required TimeSpan Within { get; init; }

    [Setting("Condition on the events that count (default: all).", Example = "amount > 100")]
    public Expression? Where { get; init; }

    [Setting(
        "The time up to which all events are known (default: the latest event); the target of a row is not known where its time and within "
            + "go beyond.",
        Example = "2024-12-31")]
    public string? Until { get; init; }

    /// <summary><see cref="Until"/> in microseconds since 1970; NaN for a text that is not a time, null when it is not set.</summary>
    internal double? KnownUntil => Until is not { } text ? null
        : DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? (time - DateTimeOffset.UnixEpoch).TotalMicroseconds : double.NaN;
}
