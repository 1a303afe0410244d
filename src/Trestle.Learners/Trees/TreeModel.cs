using System.Text;

using Trestle.Learners.Explanations;
using Trestle.Rows.Blocks;

namespace Trestle.Learners.Trees;

/// <summary>
/// Boosted trees, scored in managed code. Before the link the sums equal LightGBM's own prediction to the last bit; probabilities do
/// too where .NET and LightGBM use the same C library's exp, else they differ in the last digit.
/// </summary>
public sealed class TreeModel : IExplainableModel
{
    private readonly TreeHeader header;
    private readonly Forest forest;
    private readonly ReadOnlyMemory<byte>[] texts;
    private readonly int trees;
    private readonly Lazy<ForestExplainer> explainer;

    internal TreeModel(TreeHeader header, Forest forest, ReadOnlyMemory<byte>[] texts, int trees)
    {
        this.header = header;
        this.forest = forest;
        this.texts = texts;
        this.trees = trees;
        explainer = new Lazy<ForestExplainer>(() => ForestExplainer.Read(forest, texts[..trees], header.Outputs));
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Features => header.Features;

    /// <inheritdoc/>
    public int Outputs => header.Outputs;

    /// <summary>Rounds of boosting, each with <see cref="Outputs"/> trees.</summary>
    public int Rounds => trees / Outputs;

    /// <inheritdoc/>
    public ContributionScale Scale => header.Link.Kind switch
    {
        LinkKind.Sigmoid => ContributionScale.LogOdds,
        LinkKind.Softmax => ContributionScale.Margins,
        LinkKind.Exp => ContributionScale.Logarithm,
        _ => ContributionScale.Score,
    };

    /// <summary>
    /// For each output the mean of its sum over the training rows, each tree's leaves weighted by the rows that trained it.
    /// </summary>
    public IReadOnlyList<double> BaseValues => explainer.Value.BaseValues;

    /// <inheritdoc/>
    public void Score(RowBlock features, Span<double> scores)
    {
        var own = scores[..(features.Rows * Outputs)];
        Sum(features, own);
        header.Link.Apply(own, Outputs);
    }

    /// <summary>The scores before the link: log odds for binary, the value or its logarithm for regression.</summary>
    public void Sum(RowBlock features, Span<double> sums)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(features.Schema.Count, Features.Count);
        if (features.Rows > 0)
        {
            forest.Sum(features, trees, Outputs, sums[..(features.Rows * Outputs)]);
        }
    }

    /// <inheritdoc/>
    public void Explain(RowBlock features, Span<double> contributions)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(features.Schema.Count, Features.Count);
        explainer.Value.Explain(features, Features.Count, contributions);
    }

    /// <inheritdoc/>
    public IModel AtRounds(int rounds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 1);
        return rounds >= Rounds ? this : new TreeModel(header, forest, texts, rounds * Outputs);
    }

    /// <summary>Each feature's share of the gain of all splits.</summary>
    public IReadOnlyList<double> Importance()
    {
        var gains = new double[Features.Count];
        var end = trees < forest.Roots.Length ? forest.Roots[trees] : forest.Nodes.Length;
        for (var node = 0; node < end; node++)
        {
            if (forest.Gains[node] > 0)
            {
                gains[forest.Features[forest.Nodes[node].Slot]] += forest.Gains[node];
            }
        }

        var total = gains.Sum();
        return total > 0 ? Array.ConvertAll(gains, gain => gain / total) : gains;
    }

    /// <summary>LightGBM's text format, without the training parameters: LightGBM reads it, too.</summary>
    public byte[] Save()
    {
        using var text = new MemoryStream();
        text.Write(header.Text.Span);
        text.Write(Encoding.ASCII.GetBytes($"tree_sizes={string.Join(' ', texts.Take(trees).Select(tree => tree.Length))}\n\n"));
        foreach (var tree in texts.AsSpan(0, trees))
        {
            text.Write(tree.Span);
        }

        text.Write(TreeText.End);
        return text.ToArray();
    }
}

/// <summary>The part before the trees.</summary>
/// <param name="Text">The text, up to the sizes of the trees.</param>
/// <param name="Features">Names of the features.</param>
/// <param name="Outputs">Sums per row, which is also trees per round.</param>
/// <param name="Link">How sums become scores.</param>
internal sealed record TreeHeader(ReadOnlyMemory<byte> Text, string[] Features, int Outputs, Link Link);
