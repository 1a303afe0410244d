using System.Buffers;

using Trestle.Learners.Trees;
using Trestle.Rows.Blocks;

namespace Trestle.Learners.Explanations;

/// <summary>
/// Exact Shapley values of boosted trees: the sums over the trees. Made on the first explanation, so that scoring neither waits for it
/// nor stores it.
/// </summary>
internal sealed class ForestExplainer
{
    private const int MostRows = 256;

    private readonly Forest forest;
    private readonly int outputs;
    private readonly TreePaths[] paths;
    private readonly Quadrature[] points;

    /// <summary>An explainer of the trees of which the paths are given.</summary>
    public ForestExplainer(Forest forest, TreePaths[] paths, int outputs)
    {
        this.forest = forest;
        this.outputs = outputs;
        this.paths = paths;
        var made = paths.Select(path => Quadrature.Count(path.Factors)).Distinct()
            .ToDictionary(count => count, count => new Quadrature(count));
        points = Array.ConvertAll(paths, path => made[Quadrature.Count(path.Factors)]);
        BaseValues = new double[outputs];
        for (var tree = 0; tree < paths.Length; tree++)
        {
            for (var number = 0; number < forest.LeafWidth; number++)
            {
                BaseValues[Output(tree, number)] += paths[tree].BaseValues[number];
            }
        }
    }

    /// <summary>Reads from the texts of the first trees of a forest what they say about the training rows.</summary>
    public static ForestExplainer Read(Forest forest, IReadOnlyList<ReadOnlyMemory<byte>> texts, int outputs) => new(
        forest, [.. texts.Select((text, tree) => TreePaths.Read(TreeText.TreeLines(text, tree), forest, tree))], outputs);

    /// <summary>For each output the sum of its trees' means over the training rows.</summary>
    public double[] BaseValues { get; }

    /// <summary>Writes outputs × <paramref name="features"/> contributions per row.</summary>
    public void Explain(RowBlock rows, int features, Span<double> contributions)
    {
        contributions = contributions[..(rows.Rows * outputs * features)];
        contributions.Clear();
        var width = forest.Features.Length;
        var buffer = ArrayPool<double>.Shared.Rent(Math.Min(rows.Rows, MostRows) * width);
        var explainer = new TreeExplainer(forest);
        for (var from = 0; from < rows.Rows; from += MostRows)
        {
            var count = Math.Min(MostRows, rows.Rows - from);
            forest.Gather(rows, from, count, buffer);
            for (var tree = 0; tree < paths.Length; tree++)
            {
                for (var number = 0; number < forest.LeafWidth; number++)
                {
                    for (var row = 0; row < count; row++)
                    {
                        var own = contributions.Slice((((from + row) * outputs) + Output(tree, number)) * features, features);
                        explainer.Add(forest.Roots[tree], number, paths[tree], points[tree], buffer.AsSpan(row * width, width), own);
                    }
                }
            }
        }

        ArrayPool<double>.Shared.Return(buffer);
    }

    /// <summary>The output that a number of a tree's leaves adds to.</summary>
    private int Output(int tree, int number) => forest.LeafWidth == 1 ? tree % outputs : number;
}
