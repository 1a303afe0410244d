namespace Trestle.Stages.ValidateModel;

/// <summary>What can be wrong with the limits of figures.</summary>
internal static class LimitErrors
{
    public static Problem NoBound(string figure, string where) => new(
        "TR1412", $"the limit of {figure} has neither at-least nor at-most", "one of them, or both", where,
        "write what the figure has to be, such as {at-least: 0.8}");

    public static Problem UnknownMetric(string metric, IReadOnlyCollection<string> known, string where) => new(
        "TR1413", $"the metric '{metric}' is not defined for this task", $"one of: {string.Join(", ", known)}", where,
        Nearest.Advice(metric, known));

    public static Problem NoOdds(string where) => new(
        "TR1414", "equalised-odds of a value", "a target with classes", where, "remove it; parity and calibration are defined for values");

    public static Problem UnknownGroup(string column, IReadOnlyCollection<string> known, string where) => new(
        "TR1415", $"there is no column '{column}' to form groups by", "a column of the curated table, or an expression of columns", where,
        Nearest.Advice(column, known));

    public static Problem Backwards(string figure, string where) => new(
        "TR1416", $"the limit of {figure} has an at-least above its at-most", "an at-least that is not larger than the at-most", where,
        "exchange or correct the two");
}
