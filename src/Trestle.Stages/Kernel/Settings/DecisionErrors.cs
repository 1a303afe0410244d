namespace Trestle.Stages.Kernel.Settings;

/// <summary>What can be wrong with how decisions are made.</summary>
internal static class DecisionErrors
{
    public static Problem CostMissing(string setting, string where) => new(
        "TR1402", $"{setting} without a cost section", "select-best.cost, with the value of each outcome", where,
        "add select-best.cost, or choose another one");
}
