using System.Globalization;

namespace Trestle.Tests.Architecture;

/// <summary>
/// The law of the arrows in Trestle.Stages: they run up the lifecycle. The kernel uses no stage, a stage uses the kernel and the stages
/// before it, and only the composition, in <c>Lifecycle</c>, sees all.
/// </summary>
internal static class LifecycleLaw
{
    private const string Project = "Trestle.Stages";
    private const int Kernel = 0;
    private const int Composition = 23;

    /// <summary>The arrows that run down, each as a line: file, line, what is used, and where that is.</summary>
    public static IEnumerable<string> Broken(SourceGraph graph) => Broken(graph, PlaceOf);

    /// <summary>The arrows that run down in a tree with other folders.</summary>
    /// <param name="graph">The files and their arrows.</param>
    /// <param name="placeOf">The place of a file in the lifecycle: 0 for the kernel, the number of a stage, 23 for the composition.</param>
    public static IEnumerable<string> Broken(SourceGraph graph, Func<string, int> placeOf) => graph.Arrows
        .Where(arrow => IsInStages(arrow.To) && placeOf(arrow.To) > placeOf(arrow.From))
        .Select(arrow => arrow.ToString());

    /// <summary>The place of a file in the lifecycle; the files that lie in no folder, the global usings, belong to the kernel.</summary>
    public static int PlaceOf(string file) => file.Split('/') switch
    {
        [Project, _] or [Project, "Kernel", ..] => Kernel,
        [Project, "Lifecycle", ..] => Composition,
        [Project, var folder, ..] when IsStage(folder) => int.Parse(folder.AsSpan(0, 2), CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"{file} is neither in the kernel, nor in a stage, nor in the composition"),
    };

    /// <summary>Whether a folder is one of a stage: "18-Deploy".</summary>
    public static bool IsStage(string folder) => folder is [>= '0' and <= '9', >= '0' and <= '9', '-', ..];

    private static bool IsInStages(string file) => file.StartsWith(Project + '/', StringComparison.Ordinal);
}
