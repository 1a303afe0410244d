namespace Trestle.Stages.Kernel.Typing;

/// <summary>What can be wrong with a target, or with what is declared of a column; found by stage 2.</summary>
internal static class ContractErrors
{
    public static Problem UnknownZone(string column, string zone) => new(
        "TR0243", $"the time zone '{zone}', which this machine does not know", "a zone of IANA's database, such as Europe/Berlin",
        $"columns.{column}.time-zone", "check the spelling; where even UTC is unknown, install the package tzdata");

    public static Problem UnknownUnit(string column, string unit) => new(
        "TR0244", $"the unit '{unit}', which is none or one of several quantities", "a unit of one quantity, such as kg, km/h or °C",
        $"columns.{column}.unit", "write the unit as its quantity usually does, or use affixes with factors");

    public static Problem TargetEmpty(string target, string where) => new(
        "TR0211", $"the target '{target}' has no value in the training part", "a target with values", where,
        "choose another target, or rows whose target is known");

    public static Problem TargetConstant(string target, string value, string where) => new(
        "TR0212", $"the target '{target}' is '{value}' in every row of the training part", "at least two different values", where,
        "there is nothing to predict: choose another target, or add rows with other outcomes");

    public static Problem TargetNotNumber(string target, string where) => new(
        "TR0213", $"the target '{target}' holds text", "numbers, for a regression", where,
        "set task: multiclass (or binary), or choose another target");

    public static Problem TargetIsDate(string target, string where) => new(
        "TR0216", $"the target '{target}' holds dates", "numbers or classes", where,
        "add a column with the time until that date as a number and make it the target; if the dates are classes, set task: multiclass");

    public static Problem WrongClasses(string target, TaskKind task, int found, string where) => new(
        "TR0214",
        $"the target '{target}' has {found} distinct values",
        task == TaskKind.Binary ? "exactly two, for a binary task" : $"3 to {TaskInference.MostClasses}, for classes",
        where,
        "set another task or target; a column that is different in every row is an identifier, not a target");

    public static Problem UnknownPositive(string positive, IReadOnlyCollection<string> classes, string where) => new(
        "TR0215", $"the target has no class '{positive}'", $"one of two classes: {string.Join(", ", classes)}", where,
        Nearest.Advice(positive, classes));
}
