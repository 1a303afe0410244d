namespace Trestle.Stages.Kernel.Settings;

/// <summary>What can be wrong with how decisions are made.</summary>
internal static class DecisionErrors
{
    public static Problem CostMissing(string setting, string where) => new(
        "TR1402", $"{setting} without values", "select-best.value, with what decisions are worth", where,
        "add select-best.value, or choose another one");

    public static Problem BadCapacity(string capacity, string where) => new(
        "TR1410", $"'{capacity}' is not a number of rows that can be acted on",
        "a share such as 5%, or a number out of a number: 500 of 7000",
        where, "write how many rows can be acted on, of how many");

    public static Problem CapacityAndThreshold(bool missing, string where) => new(
        "TR1411", missing ? "threshold: capacity without a capacity" : "threshold: fixed with a capacity",
        missing ? "select-best.capacity, with how many rows can be acted on" : "a threshold that is chosen so that the capacity is kept",
        where, missing ? "add select-best.capacity, or choose another threshold" : "remove one of the two");
}
