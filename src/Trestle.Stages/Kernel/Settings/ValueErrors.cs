namespace Trestle.Stages.Kernel.Settings;

/// <summary>What can be wrong with what decisions are worth.</summary>
internal static class ValueErrors
{
    public static Problem NoNumber(string name, string amount, string where) => new(
        "TR1422", $"value.{name} is '{amount}', which gives no number",
        "a finite number, or an expression that gives one for each row", where, "write a number, or an expression of columns of numbers");

    public static Problem WrongTask(string name, TaskKind task, string fitting, string where) => new(
        "TR1423", $"value.{name} says nothing for the task {task.ToString().ToLowerInvariant()}", $"for this task: {fitting}", where,
        "remove it");

    public static Problem NoneOrBoth(bool both, string fitting, string where) => new(
        "TR1424", both ? "the values of two classes are given twice" : "no value is given", $"for this task: {fitting}", where,
        both ? "keep one of the two" : "write what decisions are worth, or remove 'value'");

    public static Problem UnknownClass(string name, IReadOnlyCollection<string> known, string where) => new(
        "TR1425", $"there is no class '{name}'", "the name of a class of the target", where, Nearest.Advice(name, known));

    public static Problem OneSided(string where) => new(
        "TR1426", "errors of one side have a value, those of the other none",
        "over and under, or tolerance with within or outside; otherwise the best prediction would be infinitely high or low", where,
        "add the other side");

    public static Problem RewardsErrors(string name, double found, string where) => new(
        "TR1427", $"value.{name} is {found:R}",
        "over and under below 0, a tolerance of at least 0, within not below outside: otherwise large errors would be worth most", where,
        "write costs as negative numbers");

    public static Problem Unknown(string amount, double row, string where) => new(
        "TR1428", $"the value '{amount}' cannot be computed for row {row:0}", "an amount for every row that is learned from or tested on",
        where, "say what is meant where a column has no value: coalesce(column, 0)");

    public static Problem NotInLog(string metric, string setting, string where) => new(
        "TR1429", $"{setting} is {metric}, which depends on amounts of each row",
        "a metric of labels and predictions: amounts of rows are not in the log of predictions", where,
        "choose another metric, or values that are the same for all rows");

    public static Problem NoCode(string where) => new(
        "TR1430", "decisions by the values of rows cannot be written as code", "a model that decides by a threshold, or not at all", where,
        "use the package, which has the decisions; or set select-best.threshold to value, and run again");
}
