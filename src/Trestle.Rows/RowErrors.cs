using Trestle.Core.Errors;
using Trestle.Rows.Blocks;

namespace Trestle.Rows;

/// <summary>What can be wrong between a row plan and the rows that it is given.</summary>
internal static class RowErrors
{
    public static Problem MissingColumn(string column, string step, IReadOnlyCollection<string> present) => new(
        "TR0051",
        $"there is no column '{column}'",
        $"a column '{column}', which the step '{step}' reads",
        $"step '{step}'",
        Nearest.Advice(column, present));

    public static Problem WrongKind(string column, ColumnKind found, ColumnKind expected, string step) => new(
        "TR0052",
        $"column '{column}' holds {Words(found)}",
        $"{Words(expected)}, which the step '{step}' works on",
        $"step '{step}', column '{column}'",
        expected == ColumnKind.Number ? "put a parse-number step before it, or name another column" : "name a text column, or leave this one out");

    public static Problem UnknownStep(string name, IReadOnlyCollection<string> known) => new(
        "TR0053",
        $"there is no step '{name}'",
        "the name of a row step",
        "row plan",
        Nearest.Advice(name, known));

    public static Problem BadPlan(string reason) => new(
        "TR0054",
        $"the row plan cannot be read: {reason}",
        "a plan as this version of Trestle writes it",
        "row plan",
        "build the package again with this version");

    private static string Words(ColumnKind kind) => kind == ColumnKind.Number ? "numbers" : "text";
}
