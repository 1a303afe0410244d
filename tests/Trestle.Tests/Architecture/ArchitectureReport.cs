using System.Globalization;
using System.Text;

namespace Trestle.Tests.Architecture;

/// <summary>The figures of Trestle.Stages that the rules of the architecture hold down.</summary>
internal static class ArchitectureReport
{
    private static readonly string[] Watched = ["SelectFeaturesStage.cs", "TrainStage.cs"];
    private static readonly string[] Below = ["Trestle.Core", "Trestle.Rows", "Trestle.Learners", "Trestle.Storage"];

    /// <summary>The figures, as text.</summary>
    /// <param name="tree">The sources.</param>
    /// <param name="placeOf">The place of a file in the lifecycle, see <see cref="LifecycleLaw"/>.</param>
    public static string Of(SourceTree tree, Func<string, int> placeOf)
    {
        var graph = SourceGraph.Of(tree.Compile("Trestle.Stages"));
        var (files, folders) = (DirectedGraph.OfFiles(graph), DirectedGraph.OfFolders(graph));
        var (circles, broken) = (folders.Circles(), LifecycleLaw.Broken(graph, placeOf).ToArray());
        var all = DirectedGraph.OfFiles([graph, .. Below.Select(project => SourceGraph.Of(tree.Compile(project)))]);
        var text = new StringBuilder();
        Line($"{files.Nodes.Count()} files in {folders.Nodes.Count()} folders");
        Line($"{files.Arrows} arrows between files, {folders.Arrows} between folders");
        Line($"circles of folders: {circles.Count}");
        foreach (var circle in circles)
        {
            Line($"  {circle.Count} folders: {string.Join(", ", circle.Select(folder => folder[(folder.IndexOf('/') + 1)..]))}");
        }

        foreach (var file in files.Nodes.Where(file => Watched.Contains(Path.GetFileName(file))))
        {
            var (reached, inStages) = (all.ReachableFrom(file).Count, files.ReachableFrom(file).Count);
            Line($"files reachable from {Path.GetFileName(file)}: {reached}, of them {inStages} in Trestle.Stages");
        }

        Line($"arrows that run down the lifecycle: {broken.Length}");
        foreach (var arrow in broken)
        {
            Line($"  {arrow}");
        }

        return text.ToString();

        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }
}
