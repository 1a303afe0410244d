using Trestle.Core.Errors;

namespace Trestle.Core.Lifecycle;

/// <summary>What can be wrong when a stage is named.</summary>
internal static class LifecycleErrors
{
    public static Problem UnknownStage(string word) => new(
        "TR0019",
        $"there is no stage '{word}'",
        "the name of a stage, or its number from 1 to 22",
        $"'{word}'",
        Nearest.Advice(word[..Math.Min(word.Length, 40)], [.. Stage.All.Select(stage => stage.Slug)]));
}
