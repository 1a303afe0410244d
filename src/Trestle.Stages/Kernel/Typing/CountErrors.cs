namespace Trestle.Stages.Kernel.Typing;

/// <summary>What can be wrong with a target of counts; found by stage 2.</summary>
internal static class CountErrors
{
    public static Problem NoCount(string target, string value, string where) => new(
        "TR2411", $"the target '{target}' holds {value}, which is not a count", "whole numbers, 0 or more, for task: count", where,
        "set task: regression; for amounts of which many are 0, set train.metric: tweedie-1.5, too");
}
