using Trestle.Core.Errors;
using Trestle.Rows.Blocks;

namespace Trestle.Rows.Keyed;

/// <summary>What can be wrong with a keyed table.</summary>
internal static class KeyedErrors
{
    public static Problem Unreadable(string table, string reason) => new(
        "TR2350",
        $"the keyed table '{table}' cannot be read: {reason}",
        "a file written by this version of Trestle",
        $"keyed table '{table}'",
        "build the package again with this version");

    public static Problem TooLarge(string table, long bytes, long most) => new(
        "TR2351",
        $"the keyed table '{table}' would take more than {bytes - 1} bytes",
        $"at most {most} bytes",
        $"keyed table '{table}'",
        "join fewer of its columns (curate.joins, columns), or keep fewer of its rows in the source");

    public static Problem NotThere(string table, IReadOnlyCollection<string> present) => new(
        "TR2352",
        $"there is no keyed table '{table}'",
        "the table that the step 'look-up' reads",
        "row plan",
        present.Count == 0 ? "build the package again: it holds no keyed tables" : Nearest.Advice(table, present));

    public static Problem DoesNotFit(string table, string reason) => new(
        "TR2353",
        $"the keyed table '{table}' does not fit the row plan: {reason}",
        "the table that the plan was made with",
        $"keyed table '{table}'",
        "build the package again");

    public static Problem KeyKind(string column, ColumnKind found, string table) => new(
        "TR2354",
        $"column '{column}' holds {(found == ColumnKind.Text ? "texts" : "numbers")}",
        $"{(found == ColumnKind.Text ? "numbers" : "texts")}, as the key of the keyed table '{table}'",
        $"step 'look-up', column '{column}'",
        "give both columns the same type: columns.NAME.type for the main table, sources.TABLE.columns.NAME.type for the other");
}
