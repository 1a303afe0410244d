using Trestle.Core.Expressions;

namespace Trestle.Stages.Ingest;

/// <summary>What can be wrong with a target that is made.</summary>
internal static class LabelErrors
{
    public static Problem OneWay(bool both, string where) => new(
        "TR0570", both ? "a label with both value and event" : "a label with neither value nor event", "one of them", where,
        both ? "remove one of them" : "write value: an expression, or event: the table with what happens later");

    public static Problem OfItself(string target, string where) => new(
        "TR0571", $"the target '{target}' is made of itself", "an expression of other columns", where,
        "give the target another name than the column that it is made of");

    public static Problem UnknownTable(string table, IReadOnlyCollection<string> tables, string where) => new(
        "TR0572", $"there is no table '{table}'", "a table under sources, other than the main one", where,
        tables.Count == 0 ? $"name it: sources: {{main: …, {table}: …}}" : Nearest.Advice(table, tables));

    public static Problem NoLength(string where) => new(
        "TR0573", "a length of time that is not positive", "how long after a row's time events count, such as 30d", where,
        "correct within");

    public static Problem NoTime(string where) => new(
        "TR0574", "a label of events after a row's time, without a time of the rows", "the main table's column with the time of its rows",
        where, "name it: at: COLUMN, or time: COLUMN for the whole project");

    public static Problem Taken(string target, string where) => new(
        "TR0575", $"the source has a column '{target}' already", "a target that the source does not have, since it is made", where,
        "give the target another name, or remove label");

    public static Problem UnknownColumn(
        string setting, string column, string? table, IReadOnlyCollection<string> columns, string where) => new(
        "TR0576", $"{(table is null ? "the main table" : $"the table '{table}'")} has no column '{column}', which {setting} names",
        "a column of the table", where, Nearest.Advice(column, columns));

    public static Problem NoDates(string column, string words, string where) => new(
        "TR0578", $"'{column}' is read as {words}", "dates, since events count for a length of time", where,
        "name a column with dates, or declare its formats");

    public static Problem NoTarget(ExpressionType type, string where) => new(
        "TR0579", $"a target that is a {type.ToString().ToLowerInvariant()}", "an expression that is true or false, a number or a text",
        where,
        "compare it with another value, or take a part of it");

    public static Problem NoMoment(string text, string where) => new(
        "TR0581", $"'{text}' as the time up to which all events are known", "a date or a time, such as 2024-12-31", where, "correct until");

    public static Problem GapTooShort(TimeSpan gap, TimeSpan within, string where) => new(
        "TR0580", $"a gap of {Core.Configuration.Duration.Print(gap)}",
        $"at least label.event.within, {Core.Configuration.Duration.Print(within)}: the targets of rows in between are not known at "
            + "the origin",
        where, "raise split.gap, or remove it: it is then as long as within");
}
