using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.Curate;

/// <summary>What can be wrong with long tables that become wide.</summary>
internal static class PivotErrors
{
    public static Problem TooManyValues(string column, string table, int most, string where) => new(
        "TR0343", $"'{column}' of '{table}' has more than {most} values", "as many columns as the pivot may have", where,
        "name the values that become columns: pivot: {by: …, values: […]}, or raise most");

    public static Problem Private(string column, string table, string where) => new(
        "TR0344", $"the values of '{column}' of '{table}' would be the names of columns, and it is private", "declared values", where,
        "name the values that become columns, or remove the column from private");

    public static Problem Unseen(string column, string? value, string where) => new(
        "TR0345",
        $"'{column}' has {(value is null ? "a value" : $"the value '{Format.Plain(value)}'")}, for which the pivot has no column",
        "the values that the pivot names", where, "add it to values, or choose what becomes of others: unseen: ignore, or other");
}
