namespace Trestle.Stages.Evaluate;

/// <summary>What can go wrong when models are evaluated.</summary>
internal static class EvaluateErrors
{
    public static Problem UnknownMetric(string metric, IReadOnlyCollection<string> known, string where) => new(
        "TR1201", $"the metric '{metric}' is not defined for this task", $"one of: {string.Join(", ", known)}", where,
        Nearest.Advice(metric, known));

    public static Problem UnknownSlice(string column, IReadOnlyCollection<string> known, string where) => new(
        "TR1202", $"there is no column '{column}' to slice by", "a column of the curated table, or an expression of columns", where,
        Nearest.Advice(column, known));

    public static Problem NoTestRows() => new(
        "TR1203", "the test part holds no rows", "rows kept out of the training", "the split", "raise its share (split.test), or add rows");
}
