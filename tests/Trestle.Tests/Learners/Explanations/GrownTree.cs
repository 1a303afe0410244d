using System.Text;

namespace Trestle.Tests.Learners.Explanations;

/// <summary>A tree that no training made: a leaf, or a split of numbers without missing values.</summary>
internal sealed record GrownTree(double Value, int Count, int Feature, double Threshold, GrownTree? Left, GrownTree? Right)
{
    /// <summary>A random tree of at most a depth whose thresholds lie in (0, 1).</summary>
    public static GrownTree Random(Random random, int features, int depth)
    {
        if (depth == 0 || random.Next(5) == 0)
        {
            return new GrownTree((random.NextDouble() * 2) - 1, random.Next(1, 50), 0, 0, null, null);
        }

        var (left, right) = (Random(random, features, depth - 1), Random(random, features, depth - 1));
        return new GrownTree(0, left.Count + right.Count, random.Next(features), random.NextDouble(), left, right);
    }

    /// <summary>
    /// What the tree says when only some features are known: a split by another sends the row both ways, weighted by the counts.
    /// </summary>
    public double Expected(double[] row, int known) =>
        Left is null || Right is null ? Value
        : (known >> Feature & 1) != 0 ? (row[Feature] <= Threshold ? Left : Right).Expected(row, known)
        : ((Left.Expected(row, known) * Left.Count) + (Right.Expected(row, known) * Right.Count)) / Count;

    /// <summary>The Shapley values by their definition: a sum over all sets of features (Shapley 1953).</summary>
    public double[] Shapley(double[] row)
    {
        var values = new double[row.Length];
        for (var feature = 0; feature < row.Length; feature++)
        {
            for (var set = 0; set < 1 << row.Length; set++)
            {
                if ((set >> feature & 1) == 0)
                {
                    var size = int.PopCount(set);
                    var weight = Factorial(size) * Factorial(row.Length - size - 1) / Factorial(row.Length);
                    values[feature] += weight * (Expected(row, set | (1 << feature)) - Expected(row, set));
                }
            }
        }

        return values;
    }

    /// <summary>Trees as LightGBM's text format has them.</summary>
    public static byte[] Text(IReadOnlyList<GrownTree> trees, int features)
    {
        var texts = trees.Select((tree, number) => tree.Text(number)).ToArray();
        return Model(texts, features);
    }

    /// <summary>
    /// A tree whose right children are all leaves, so deep that no stack would hold a recursion; split i is by feature i mod features.
    /// </summary>
    public static byte[] Chain(int leaves, int features)
    {
        string Join<T>(IEnumerable<T> items) => string.Join(' ', items);
        var splits = Enumerable.Range(0, leaves - 1).ToArray();
        var tree = Lines(
            0,
            leaves,
            Join(splits.Select(split => split % features)),
            Join(splits.Select(_ => 0.5)),
            Join(splits.Select(split => split + 1 < splits.Length ? split + 1 : ~0)),
            Join(splits.Select(split => ~(split + 1))),
            Join(Enumerable.Range(0, leaves).Select(leaf => leaf % 3)),
            Join(Enumerable.Range(0, leaves).Select(leaf => 1 + (leaf % 5))));
        return Model([tree], features);
    }

    private static byte[] Model(string[] trees, int features)
    {
        var names = string.Join(' ', Enumerable.Range(0, features).Select(feature => $"f{feature}"));
        return Encoding.ASCII.GetBytes(
            $"tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nmax_feature_idx={features - 1}\nobjective=regression\n"
                + $"feature_names={names}\n"
            + $"tree_sizes={string.Join(' ', trees.Select(tree => tree.Length))}\n\n{string.Concat(trees)}end of trees\n");
    }

    private static string Lines(
        int number, int leaves, string features, string thresholds, string left, string right, string values, string counts)
    {
        var splits = leaves - 1;
        var zeros = string.Join(' ', Enumerable.Repeat("0", splits));
        var types = string.Join(' ', Enumerable.Repeat("2", splits));
        return leaves == 1
            ? $"Tree={number}\nnum_leaves=1\nnum_cat=0\nleaf_value={values}\n\n"
            : $"Tree={number}\nnum_leaves={leaves}\nnum_cat=0\nsplit_feature={features}\nsplit_gain={zeros}\nthreshold={thresholds}\n"
                + $"decision_type={types}\n"
                + $"left_child={left}\nright_child={right}\nleaf_value={values}\nleaf_count={counts}\n\n";
    }

    private static double Factorial(int n) => n < 2 ? 1 : n * Factorial(n - 1);

    private string Text(int number)
    {
        List<GrownTree> splits = [], leaves = [];
        Collect(splits, leaves);
        int Number(GrownTree node) => node.Left is null
            ? ~leaves.FindIndex(leaf => ReferenceEquals(leaf, node))
            : splits.FindIndex(split => ReferenceEquals(split, node));
        string Splits(Func<GrownTree, object> value) =>
            string.Join(' ', splits.Select(value).Select(item => item is double d ? d.ToString("R") : item));
        return Lines(
            number,
            leaves.Count,
            Splits(split => split.Feature),
            Splits(split => split.Threshold),
            Splits(split => Number(split.Left!)),
            Splits(split => Number(split.Right!)),
            string.Join(' ', leaves.Select(leaf => leaf.Value.ToString("R"))),
            string.Join(' ', leaves.Select(leaf => leaf.Count)));
    }

    private void Collect(List<GrownTree> splits, List<GrownTree> leaves)
    {
        (Left is null ? leaves : splits).Add(this);
        Left?.Collect(splits, leaves);
        Right?.Collect(splits, leaves);
    }
}
