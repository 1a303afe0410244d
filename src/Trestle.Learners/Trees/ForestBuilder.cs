using Trestle.Core.Errors;

namespace Trestle.Learners.Trees;

/// <summary>Lays out trees flat, breadth first, and checks that each is a tree: every node is reached from the root, once.</summary>
internal sealed class ForestBuilder(int features)
{
    private readonly List<TreeNode> nodes = [];
    private readonly List<float> gains = [];
    private readonly List<int> roots = [];
    private readonly List<int> slots = [];
    private readonly List<uint[]> sets = [];
    private readonly Dictionary<int, int> slotOf = [];

    /// <summary>Adds a tree.</summary>
    public void Add(TreeFields fields)
    {
        if (fields.Has("is_linear") && fields.Number("is_linear", 0, 1) == 1)
        {
            throw fields.Bad("its leaves are linear models");
        }

        var leaves = fields.Number("num_leaves", 1, int.MaxValue);
        var values = fields.Numbers<double>("leaf_value", leaves);
        if (!Array.TrueForAll(values, double.IsFinite))
        {
            throw fields.Bad("a leaf's value is not finite");
        }

        roots.Add(nodes.Count);
        if (leaves == 1)
        {
            Put(TreeNode.Leaf(nodes.Count, values[0]), 0);
        }
        else
        {
            Grow(new Splits(fields, leaves, features), values);
        }
    }

    /// <summary>All trees that were added.</summary>
    public Forest Build() => new()
    {
        Nodes = [.. nodes],
        Gains = [.. gains],
        Roots = [.. roots],
        Features = [.. slots],
        CategorySets = [.. sets],
    };

    private void Grow(Splits splits, double[] leaves)
    {
        var firstSet = sets.Count;
        sets.AddRange(splits.CategorySets);
        var seenSplits = new bool[splits.Count];
        var seenLeaves = new bool[leaves.Length];
        var open = new Queue<(int Child, int Position)>([(0, Put(default, 0))]);
        var reached = 0;
        while (open.TryDequeue(out var next))
        {
            var (child, position) = next;
            var seen = child < 0 ? seenLeaves : seenSplits;
            var index = child < 0 ? ~child : child;
            if (index >= seen.Length || seen[index])
            {
                throw splits.Bad("its nodes do not form a tree");
            }

            seen[index] = true;
            reached++;
            if (child < 0)
            {
                nodes[position] = TreeNode.Leaf(position, leaves[index]);
                continue;
            }

            var left = Put(default, 0);
            var right = Put(default, 0);
            nodes[position] = splits.Node(index, left, SlotOf(splits.Feature(index)), firstSet);
            gains[position] = splits.Gain(index);
            open.Enqueue((splits.Left(index), left));
            open.Enqueue((splits.Right(index), right));
        }

        if (reached != splits.Count + leaves.Length)
        {
            throw splits.Bad("some of its nodes are not reached from the root");
        }
    }

    private int Put(TreeNode node, float gain)
    {
        nodes.Add(node);
        gains.Add(gain);
        return nodes.Count - 1;
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

    /// <summary>The splits of one tree, as in the text; the lists are checked to have matching lengths.</summary>
    private sealed class Splits
    {
        private readonly TreeFields fields;
        private readonly int[] feature;
        private readonly float[] gain;
        private readonly double[] threshold;
        private readonly int[] decision;
        private readonly int[] left;
        private readonly int[] right;
        private readonly int emptySet;

        public Splits(TreeFields fields, int leaves, int features)
        {
            this.fields = fields;
            Count = leaves - 1;
            feature = fields.Numbers<int>("split_feature", Count);
            gain = fields.Numbers<float>("split_gain", Count);
            threshold = fields.Numbers<double>("threshold", Count);
            decision = fields.Numbers<int>("decision_type", Count);
            left = fields.Numbers<int>("left_child", Count);
            right = fields.Numbers<int>("right_child", Count);
            var categories = ReadSets(fields);
            emptySet = categories.Length;
            CategorySets = [.. categories, []];
            if (Array.Exists(feature, f => f < 0 || f >= features))
            {
                throw Bad("it splits by a feature that does not exist");
            }

            if (!Array.TrueForAll(gain, float.IsFinite))
            {
                throw Bad("a split's gain is not finite");
            }
        }

        public int Count { get; }

        /// <summary>The sets of the text, and an empty one.</summary>
        public uint[][] CategorySets { get; }

        public int Feature(int split) => feature[split];

        public float Gain(int split) => gain[split];

        public int Left(int split) => left[split];

        public int Right(int split) => right[split];

        public TrestleException Bad(string reason) => fields.Bad(reason);

        /// <summary>
        /// Bit 0 of the decision type: a category set; bit 1: missing goes left; bits 2 and 3: what is missing (0 nothing, so
        /// that NaN counts as zero; 1 zero and NaN; 2 NaN).
        /// </summary>
        public TreeNode Node(int split, int leftAt, int slot, int firstSet)
        {
            var (type, value) = (decision[split], threshold[split]);
            var missing = type >> 2;
            if (type is < 0 or > 11)
            {
                throw Bad("a split is of an unknown type");
            }

            if ((type & 1) != 0)
            {
                return value >= 0 && value < emptySet
                    ? TreeNode.Branch(leftAt, slot, firstSet + (int)value, TreeNode.Categorical)
                    : throw Bad("a split has a category set that does not exist");
            }

            var missingLeft = missing == 0 ? 0 <= value : (type & 2) != 0;
            var flags = (missingLeft ? TreeNode.MissingLeft : 0) | (missing == 1 ? TreeNode.ZeroIsMissing : 0);

            // No value is at most a threshold that is no number, as none is in an empty set.
            return double.IsNaN(value)
                ? TreeNode.Branch(leftAt, slot, firstSet + emptySet, flags | TreeNode.Categorical)
                : TreeNode.Branch(leftAt, slot, value, flags);
        }

        private static uint[][] ReadSets(TreeFields fields)
        {
            var count = fields.Has("num_cat") ? fields.Number("num_cat", 0, int.MaxValue - 1) : 0;
            if (count == 0)
            {
                return [];
            }

            var bounds = fields.Numbers<int>("cat_boundaries", count + 1);
            var words = fields.Numbers<uint>("cat_threshold").ToArray();
            if (bounds[0] != 0 || bounds[^1] != words.Length)
            {
                throw fields.Bad("its category sets do not fill 'cat_threshold'");
            }

            var sets = new uint[count][];
            for (var set = 0; set < count; set++)
            {
                var (from, to) = (bounds[set], bounds[set + 1]);
                sets[set] = from >= 0 && from <= to && to <= words.Length ? words[from..to] : throw fields.Bad("its category sets overlap");
            }

            return sets;
        }
    }
}
