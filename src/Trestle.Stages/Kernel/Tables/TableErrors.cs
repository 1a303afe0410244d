namespace Trestle.Stages.Kernel.Tables;

/// <summary>What can go wrong with the tables that stages share.</summary>
internal static class TableErrors
{
    public static Problem Learns(string step) => new(
        "TR0027",
        $"the step '{step}' learns from the data",
        "a step that does not, in the stages clean and standardise, which see all rows at once",
        $"step '{step}'",
        "move it to extract-features.steps, where it is learned inside the training part of each fold");
}
