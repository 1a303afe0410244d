using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.Clean;

/// <summary>What can go wrong when data is cleaned.</summary>
internal static class CleanErrors
{
    public static Problem NothingLeft(IEnumerable<DroppedRows> dropped) => new(
        "TR0301",
        $"no row is left: {string.Join(", ", dropped.Select(rule => $"{rule.Rows} {rule.Rule}"))}",
        "at least one row left",
        "stage 3, clean",
        "see the reasons with: trestle show RUN/validate-data");

    public static Problem LearnsElsewhere(string step) => new(
        "TR0321",
        $"the repair '{step}' learns from the data",
        "a repair that learns nothing, or a dependency: others are learned inside each fold",
        "clean.repairs",
        $"move '{step}' to extract-features.steps");

    public static Problem ChangesColumns(string step) => new(
        "TR0322",
        $"the repair '{step}' adds, removes or converts columns",
        "a step that changes values only",
        "clean.repairs",
        $"move '{step}' to clean.steps, where steps may change columns");

    public static Problem NotOfRequests(string step, string column) => new(
        "TR0323",
        $"the repair '{step}' reads the column '{column}', which requests do not have",
        "columns of the contract without the target",
        "clean.repairs",
        $"remove '{column}' from the repair");

    public static Problem NoSuchColumn(string column, IReadOnlyCollection<string> present) => new(
        "TR0324",
        $"there is no column '{column}'",
        "columns of the source",
        "clean.similar-rows",
        Nearest.Advice(column, present));

    public static Problem TooManyToCompare(long rows, int limit) => new(
        "TR0325",
        FormattableString.Invariant($"{rows:N0} rows are to be compared with each other"),
        FormattableString.Invariant($"at most {limit:N0} rows, or columns in which similar rows are equal"),
        "clean.similar-rows",
        "add block-by, for example [zip]");

    public static Problem LargeBlock(int limit) => new(
        "TR0326",
        FormattableString.Invariant($"more than {limit:N0} rows are equal in the columns of block-by"),
        "columns that divide the rows into small blocks",
        "clean.similar-rows.block-by",
        "add a column to block-by");

    public static Problem NoReferenceColumn(string file, string column, IReadOnlyCollection<string> present) => new(
        "TR0327",
        $"the reference table '{file}' has no column '{column}'",
        "the determining column and the one that is mended, by their names",
        "clean.repairs",
        $"rename a column of the file; {Nearest.Advice(column, present)}");

    public static Problem TwoReferences(string file, string column, long row) => new(
        "TR0328",
        FormattableString.Invariant($"the reference table '{file}' has a second value for one of '{column}', in row {row}"),
        "each value of the determining column once, or with the same value beside it",
        "clean.repairs",
        "remove one of the rows from the file");

    public static Problem NoReferenceFile(string file) => new(
        "TR0329",
        $"there is no reference table '{file}'",
        "a file, relative to the project",
        "clean.repairs",
        "correct the path under 'reference'");

    public static Problem TwoTables() => new(
        "TR0320",
        "a dependency with a reference table in 'known' and another one in 'reference'",
        "one of them",
        "clean.repairs",
        "remove known or reference");
}
