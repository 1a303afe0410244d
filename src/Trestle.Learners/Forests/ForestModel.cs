using Trestle.Core.Schema;
using Trestle.Learners.Explanations;
using Trestle.Learners.Trees;
using Trestle.Rows.Blocks;

namespace Trestle.Learners.Forests;

/// <summary>
/// Trees whose leaves hold a value or the shares of the classes. A score is their mean; for classes the shares of all training rows count
/// like the leaf of one more tree, so that no probability is 0 or 1.
/// </summary>
public sealed class ForestModel : IExplainableModel
{
    private readonly ForestHeader header;
    private readonly Forest forest;
    private readonly byte[] saved;
    private readonly double[] prior;
    private readonly double total;
    private readonly Lazy<ForestExplainer> explainer;

    internal ForestModel(ForestHeader header, Forest forest, int[] weights, byte[] saved)
    {
        this.header = header;
        this.forest = forest;
        this.saved = saved;
        prior = header.Task == TaskKind.Regression ? [0] : header.Prior;
        total = header.Task == TaskKind.Regression ? header.Trees : header.Trees + 1;
        explainer = new Lazy<ForestExplainer>(() => new ForestExplainer(forest, Paths(forest, weights), Outputs));
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => header.Features;

    /// <inheritdoc/>
    public int Outputs => header.Outputs;

    /// <summary>Number of trees.</summary>
    public int Trees => header.Trees;

    /// <summary>Number of leaves of all trees.</summary>
    public int Leaves => (forest.Nodes.Length + Trees) / 2;

    /// <summary>The probability itself, or the value.</summary>
    public ContributionScale Scale => ContributionScale.Score;

    /// <summary>The mean of the score over the rows that trained the trees.</summary>
    public IReadOnlyList<double> BaseValues => [.. explainer.Value.BaseValues.Select((sum, output) => (sum + prior[output]) / total)];

    /// <inheritdoc/>
    public void Score(RowBlock features, Span<double> scores)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(features.Schema.Count, Features.Count);
        if (features.Rows == 0)
        {
            return;
        }

        var sums = scores[..(features.Rows * Outputs)];
        forest.Sum(features, Trees, Outputs, sums);
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] = (sums[i] + prior[i % prior.Length]) / total;
        }
    }

    /// <inheritdoc/>
    public void Explain(RowBlock features, Span<double> contributions)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(features.Schema.Count, Features.Count);
        explainer.Value.Explain(features, Features.Count, contributions);
        foreach (ref var contribution in contributions[..(features.Rows * Outputs * Features.Count)])
        {
            contribution /= total;
        }
    }

    /// <inheritdoc/>
    public IModel AtRounds(int rounds) => this;

    /// <inheritdoc/>
    public IReadOnlyList<double> Importance() => header.Importance;

    /// <inheritdoc/>
    public byte[] Save() => [.. saved];

    private static TreePaths[] Paths(Forest forest, int[] weights) =>
    [
        .. Enumerable.Range(0, forest.Roots.Length).Select(tree => TreePaths.Of(
            forest, tree, weights.AsSpan(forest.Roots[tree], forest.Tree(tree).Length), $"tree {tree} of the forest")),
    ];
}
