using Trestle.Core.Errors;
using Trestle.Rows.Blocks;

namespace Trestle.Rows;

/// <summary>What can be wrong between a row plan and its rows.</summary>
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
        expected == ColumnKind.Number
            ? "put a parse-number step before it, or choose another column"
            : "choose a text column, or remove this one");

    public static Problem UnknownStep(string name, IReadOnlyCollection<string> known) => new(
        "TR0053",
        $"there is no step '{name}'",
        "the name of a row step",
        "row plan",
        Nearest.Advice(name, known));

    public static Problem BadPlan(string reason) => new(
        "TR0054",
        $"the row plan cannot be read: {reason}",
        "a plan written by this version of Trestle",
        "row plan",
        "build the package again with this version");

    public static Problem ReservedColumn(string column, string step) => new(
        "TR0055",
        $"the step '{step}' names the column '{column}'",
        $"columns of the data; names that begin with '{ReservedColumns.Prefix}' are reserved",
        $"step '{step}', columns",
        $"remove '{column}' from the step's columns");

    public static Problem DuplicateColumn(string column, string step) => new(
        "TR0056",
        $"the step '{step}' would make a second column '{column}'",
        "columns with different names",
        $"step '{step}', column '{column}'",
        $"drop or rename the first '{column}', or remove this step");

    public static Problem BadSetting(string step, string setting, string found, string expected) => new(
        "TR0057",
        found,
        expected,
        $"step '{step}', {setting}",
        $"change {setting} of the step '{step}'");

    public static Problem TooManyTexts(string column, int limit) => new(
        "TR0058",
        FormattableString.Invariant($"column '{column}' has more than {limit:N0} distinct texts"),
        "a column of categories",
        $"column '{column}'",
        "remove the column from steps that count categories, or drop it: it identifies rows rather than groups of them");

    public static Problem TooManyPairs(string from, string to, int limit) => BadSetting(
        "dependency",
        "from",
        FormattableString.Invariant($"columns '{from}' and '{to}' have more than {limit:N0} distinct pairs of values"),
        "columns whose values repeat: one that identifies rows has nothing to compare");

    public static Problem NotAClass(string column, int classes) => BadSetting(
        "target-encode",
        "classes",
        $"a label outside the classes 0 to {classes - 1}, for the target means of column '{column}'",
        "as many classes as the target has");

    public static Problem SingleFold(string step) => new(
        "TR0059",
        $"the step '{step}' learns from the target, and there is only one fold to learn from",
        "at least two folds, so that a row's own target never reaches its features",
        $"step '{step}'",
        "split into at least three folds (four where the rows have a time), or use an encoding that does not learn from the target");

    public static Problem NoPredictionLog(string path) => new(
        "TR0060",
        "the file is not a segment of a prediction log, or is damaged in the middle",
        "a segment written by a scoring host",
        path,
        "move it away; the other segments are read without it");

    private static string Words(ColumnKind kind) => kind == ColumnKind.Number ? "numbers" : "text";
}
