using Trestle.Core.Errors;
using Trestle.Learners.Trees;

namespace Trestle.Learners.Forests;

/// <summary>Lays out saved trees for scoring.</summary>
internal sealed class ForestReader(ForestHeader header, double[] values, Func<string, TrestleException> bad)
{
    private readonly List<TreeNode> nodes = [];
    private readonly List<int> weights = [];
    private readonly List<int> roots = [];
    private readonly List<int> slots = [];
    private readonly List<uint[]> sets = [];
    private readonly Dictionary<int, int> slotOf = [];
    private readonly Dictionary<(int Feature, Split Cut), int> setOf = [];

    /// <summary>Reads the next tree.</summary>
    public void Read(BinaryReader reader)
    {
        var root = nodes.Count;
        roots.Add(root);
        var end = root + 1;
        for (var position = root; position < end; position++)
        {
            var kind = reader.Read7BitEncodedInt();
            if (kind == 0)
            {
                nodes.Add(Leaf(position, reader.Read7BitEncodedInt()));
                weights.Add(reader.Read7BitEncodedInt());
                if (weights[^1] < 1)
                {
                    throw bad("a leaf has no training rows");
                }
            }
            else
            {
                nodes.Add(Branch(kind - 1, new Split(reader.Read7BitEncodedInt()), end));
                weights.Add(0);
                end += 2;
            }
        }
    }

    /// <summary>All trees that were read.</summary>
    public Forest Build() => new()
    {
        Nodes = [.. nodes],
        Roots = [.. roots],
        Features = [.. slots],
        CategorySets = [.. sets],
        LeafNumbers = header.Outputs > 1 ? values : null,
        LeafWidth = header.Outputs,
    };

    /// <summary>The weight of the training rows of each leaf, at its position; 0 for splits.</summary>
    public int[] Weights() => [.. weights];

    private TreeNode Leaf(int position, int value) => value >= 0 && value < values.Length / header.Outputs
        ? TreeNode.Leaf(position, header.Outputs > 1 ? value * header.Outputs : values[value])
        : throw bad("the value of a leaf does not exist");

    private TreeNode Branch(int feature, Split cut, int first)
    {
        if (feature < 0 || feature >= header.Features.Length || cut.Value < 0 || cut.Bin > header.Bins[feature].LastCut)
        {
            throw bad("a split does not exist");
        }

        var bins = header.Bins[feature];
        if (bins.Codes is { } codes)
        {
            return TreeNode.Branch(first, SlotOf(feature), SetOf(feature, cut, codes), TreeNode.Categorical);
        }

        var threshold = cut.Bin < bins.Cuts.Length ? bins.Cuts[cut.Bin] : double.PositiveInfinity;
        return TreeNode.Branch(first, SlotOf(feature), threshold, cut.MissingLow ? TreeNode.MissingLeft : 0);
    }

    private int SlotOf(int feature)
    {
        if (!slotOf.TryGetValue(feature, out var slot))
        {
            slot = slots.Count;
            slotOf[feature] = slot;
            slots.Add(feature);
        }

        return slot;
    }

    /// <summary>The number of the set of codes on the side without missing values, which is the first child's.</summary>
    private int SetOf(int feature, Split cut, int[][] codes)
    {
        if (setOf.TryGetValue((feature, cut), out var known))
        {
            return known;
        }

        int[] own = [.. codes.Where((_, bin) => bin <= cut.Bin != cut.MissingLow).SelectMany(bin => bin)];
        var set = new uint[own.Length == 0 ? 0 : (own.Max() >> 5) + 1];
        foreach (var code in own)
        {
            set[code >> 5] |= 1u << (code & 31);
        }

        setOf[(feature, cut)] = sets.Count;
        sets.Add(set);
        return sets.Count - 1;
    }
}
