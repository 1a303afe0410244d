using Trestle.Rows.Steps.Parsing;
using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.ValidateData;

/// <summary>What stage 2 refuses.</summary>
internal static class ValidateDataErrors
{
    public static Problem TooMuchQuarantine(Quarantine quarantine, double allowed) => new(
        "TR0201",
        $"{quarantine.Rows} rows ({quarantine.Share:P1}) are in quarantine: "
            + $"{string.Join("; ", quarantine.Reasons.Take(5).Select(reason => $"{reason.Value} ({reason.Rows})"))}",
        $"at most {allowed:P1}",
        Where(quarantine),
        "fix the source, describe the columns under columns, or allow more with validate-data.max-quarantine; all reasons: "
            + "trestle show RUN/validate-data");

    public static Problem CheckFailed(CheckResult check) => new(
        "TR0202",
        $"the check '{check.Name}'{(check.Column is null ? "" : $" on column '{check.Column}'")} failed: {check.Found}",
        check.Expected,
        check.Column is null ? "the table" : $"column '{check.Column}'",
        "fix the source, say how the column is read under columns, or change what is expected under validate-data");

    public static Problem UnknownColumn(string column, IReadOnlyCollection<string> columns, string where) => new(
        "TR0203", $"there is no column '{column}'", "a column of the source", where, Nearest.Advice(column, columns));

    public static Problem UnknownTable(string table, IReadOnlyCollection<string> tables, string where) => new(
        "TR0245", $"there is no table '{table}'", "one of the project's other tables, which sources names", where,
        Nearest.Advice(table, tables));

    public static Problem RareClass(string target, string name, long rows, int needed) => new(
        "TR0204",
        $"the class '{name}' of '{target}' has {rows} rows in the training part",
        $"at least {needed}, so that every round of cross-validation learns from one",
        $"column '{target}'",
        $"use fewer folds (split.folds), add rows of that class, or leave the class out of the source; if '{name}' means that the outcome "
            + $"is unknown, set columns.{target}.null-tokens");

    public static Problem RareClasses(string target, IReadOnlyList<string> names, int classes, int needed) => new(
        "TR0207",
        $"{names.Count} of the {classes} classes of '{target}' have fewer than {needed} rows in the training part, among them "
            + string.Join(", ", names.Take(3).Select(name => $"'{name}'")),
        $"at least {needed} rows of each class, so that every fold has one",
        $"column '{target}'",
        "choose a target with fewer values (an identifier or a free text is none), set task: regression if it is a quantity, or join "
            + "rare classes in the source");

    public static Problem RepeatedKey(CheckResult check) => new(
        "TR0206",
        $"the key does not identify a row: {check.Found}",
        check.Expected,
        $"the key: {check.Column}",
        "add the columns that tell these rows apart to 'key'; leave 'key' out if there are none; or remove the repeated rows from the "
            + "source. For a column that names what many rows belong to, use 'group'");

    public static Problem UnusableFormat(string column, string format, string fault, string where) => new(
        "TR0208",
        $"the format '{format}' of column '{column}' {fault}",
        $"a .NET date format, such as dd/MM/yyyy HH:mm, or one of {string.Join(", ", DateFormats.Numeric.Concat(WrittenForms.All))}",
        where,
        $"correct columns.{column}.formats");

    public static Problem UnmatchedFormats(ColumnContract column, string? example, IReadOnlyList<string> likely, string where) => new(
        "TR0209",
        $"no value of column '{column.Name}' is "
            + (WrittenForms.Of(column) is { } form ? $"a {WrittenForms.Expected(form)}"
                : $"a date written {string.Join(" or ", column.Formats)}")
            + (example is null ? "" : $"; one is '{example}'"),
        "a format that reads the values",
        where,
        likely.Count > 0
            ? $"set columns.{column.Name}.formats: [{string.Join(", ", likely)}], or leave it out"
            : $"set columns.{column.Name}.formats to the format of the values, or type: text if they are none");

    private static string Where(Quarantine quarantine) =>
        quarantine.Samples is not [var first, ..] ? "the table"
            : first.Row is null ? $"first: line {first.Line}"
            : $"first: row {first.Row}, column '{first.Column}'";
}
