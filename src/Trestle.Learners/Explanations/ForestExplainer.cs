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

    /// <summary>Reads from the texts of the first trees of a forest what they say about the training rows.</summary>
    public ForestExplainer(Forest forest, IReadOnlyList<ReadOnlyMemory<byte>> texts, int outputs)
    {
        this.forest = forest;
        this.outputs = outputs;
        paths = new TreePaths[texts.Count];
        for (var tree = 0; tree < paths.Length; tree++)
        {
            paths[tree] = TreePaths.Read(
                TreeText.TreeLines(texts[tree], tree), forest.Tree(tree), forest.Roots[tree], forest.Features.Length);
        }

        var made = paths.Select(path => Quadrature.Count(path.Factors)).Distinct()
            .ToDictionary(count => count, count => new Quadrature(count));
        points = Array.ConvertAll(paths, path => made[Quadrature.Count(path.Factors)]);
        BaseValues = new double[outputs];
        for (var tree = 0; tree < paths.Length; tree++)
        {
            BaseValues[tree % outputs] += paths[tree].BaseValue;
        }
    }

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
                for (var row = 0; row < count; row++)
                {
                    var own = contributions.Slice((((from + row) * outputs) + (tree % outputs)) * features, features);
                    explainer.Add(forest.Roots[tree], paths[tree], points[tree], buffer.AsSpan(row * width, width), own);
                }
            }
        }

        ArrayPool<double>.Shared.Return(buffer);
    }
}
