using Trestle.Stages.Kernel.Formatting;

namespace Trestle.Stages.Curate;

/// <summary>What can be wrong with tables of which aggregates are proposed.</summary>
internal static class DeepErrors
{
    public static Problem NoForeignKey(string table, IReadOnlyCollection<string> columns, string where) => new(
        "TR0340",
        columns.Count == 0 ? $"no column of the main table is a foreign key of '{table}'"
            : $"several columns may be the foreign key of '{table}': {Format.Some(columns, 6)}",
        "one text column, or number named as a key, that both tables have", where,
        "name it: on: [customer], or on: [\"buyer = customer\"]");

    public static Problem NoEventTime(string table, IReadOnlyCollection<string> columns, string where) => new(
        "TR0341",
        columns.Count == 0 ? $"the table '{table}' has no column of dates"
            : $"the table '{table}' has several columns of dates: {Format.Some(columns, 6)}",
        "the time of its rows, without which a row would see what came after it", where, "name it: as-of: COLUMN");

    public static Problem Contradiction(string table, string setting, string found, string needed, string where) => new(
        "TR0342", $"{found}, in the deep features of '{table}'", needed, where, $"correct or remove {setting}");
}
