using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.SelectFeatures;

/// <summary>What can go wrong when features are selected.</summary>
internal static class SelectFeaturesErrors
{
    public static Problem UnknownFeature(string feature, IReadOnlyCollection<string> known, string where) => new(
        "TR0701", $"there is no feature '{feature}'", "the name of a feature that stage 6 makes", where, Nearest.Advice(feature, known));

    public static Problem UnknownColumn(string column, IReadOnlyCollection<string> known, string where) => new(
        "TR0703", $"no model sees a column '{column}'", "a column that models see", where, Nearest.Advice(column, known));

    public static Problem CannotJudge(string method, string lacks, string where) => new(
        "TR0704", $"the method '{method}' has nothing to judge by: {lacks}", "a method for such rows", where,
        $"remove '{method}' from select-features.methods, or name what it lacks");

    public static Problem SuspectedLeak(LeakFinding leak) => new(
        "TR0702",
        leak.Found,
        "columns that are known when a prediction is made, from which the target has to be learned",
        leak.Columns[0] == ReservedColumns.Row ? "the split into training and test part" : $"column {string.Join(", ", leak.Columns)}",
        leak.Columns[0] == ReservedColumns.Row
            ? "keep rows of one origin together with group, drop them in the source, or accept them with "
                + "select-features.accept-leak: [{column: __row, reason: why they are not copies}]"
            : (leak.Check == ColumnLeak.InTime ? $"time: {leak.Columns[0]} splits by time, so that no row is told by its neighbours; " : "")
                + $"ignore: [{leak.Columns[0]}] leaves it out; if it is known in time, select-features.accept-leak: ["
                + $"{string.Join(", ", leak.Columns.Select(column => $"{{column: {column}, reason: why it is known}}"))}] accepts it");
}
