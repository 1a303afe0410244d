using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.Clean;

/// <summary>What can go wrong when data is cleaned.</summary>
internal static class CleanErrors
{
    public static Problem NothingLeft(IEnumerable<DroppedRows> dropped) => new(
        "TR0301",
        $"no row is left: {string.Join(", ", dropped.Select(rule => $"{rule.Rows} {rule.Rule}"))}",
        "at least one row left",
        "stage 3, clean",
        "see the reasons with: trestle show RUN/validate-data");
}
