using Trestle.Core.Errors;
using Trestle.Learners.Trees;

namespace Trestle.Learners.Explanations;

/// <summary>
/// What an explanation needs to know about one tree besides its nodes, which are numbered from the root in the order of the forest: a
/// child after its parent. It needs no row, and no recursion, so deep trees are no problem.
/// </summary>
internal sealed class TreePaths
{
    /// <summary>The value in <see cref="Earlier"/> when there is no such node.</summary>
    public const int None = -1;

    private const int MostNumbers = 1 << 24;

    private TreePaths(Forest forest, int tree, long[] covers, string where)
    {
        var nodes = forest.Tree(tree);
        Shares = new double[nodes.Length];
        Earlier = new int[nodes.Length];
        Factors = Trace(nodes, forest.Roots[tree], covers, forest.Features.Length);
        if ((long)nodes.Length * Quadrature.Count(Factors) > MostNumbers)
        {
            throw new TrestleException(ExplanationErrors.TooDeep(nodes.Length, Factors, where));
        }

        BaseValues = new double[forest.LeafWidth];
        for (var node = 0; node < nodes.Length; node++)
        {
            for (var number = 0; number < BaseValues.Length && nodes[node].IsLeaf; number++)
            {
                BaseValues[number] += forest.Leaf(nodes[node], number) * ((double)covers[node] / covers[0]);
            }
        }
    }

    /// <summary>
    /// The share of the training rows that reach a node, among those that reach it when the feature by which its parent splits
    /// does not decide: a product over all splits by this feature above the node.
    /// </summary>
    public double[] Shares { get; }

    /// <summary>
    /// For a split: the last node above it, or itself, that was reached by a split by the same feature;
    /// <see cref="None"/> if it is the first.
    /// </summary>
    public int[] Earlier { get; }

    /// <summary>The largest number of different features on a path.</summary>
    public int Factors { get; }

    /// <summary>The mean of each number of the leaves over the training rows.</summary>
    public double[] BaseValues { get; }

    /// <summary>Follows all paths of a tree, given how many training rows each leaf has, at the leaf's position.</summary>
    public static TreePaths Of(Forest forest, int tree, ReadOnlySpan<int> leafCounts, string where)
    {
        var covers = new long[leafCounts.Length];
        for (var node = 0; node < covers.Length; node++)
        {
            covers[node] = leafCounts[node];
        }

        AddUp(covers, forest.Tree(tree), forest.Roots[tree]);
        return new TreePaths(forest, tree, covers, where);
    }

    /// <summary>Reads how many training rows each leaf has, and follows all paths.</summary>
    public static TreePaths Read(TreeFields fields, Forest forest, int tree)
    {
        var nodes = forest.Tree(tree);
        if (nodes.Length == 1)
        {
            return new TreePaths(forest, tree, [1], fields.Where);
        }

        var leaves = (nodes.Length + 1) / 2;
        if (!fields.Has("leaf_count"))
        {
            throw new TrestleException(ExplanationErrors.NoCounts("its leaves have no counts", fields.Where));
        }

        var counts = fields.Numbers<int>("leaf_count", leaves);
        if (Array.Exists(counts, count => count < 1))
        {
            throw new TrestleException(ExplanationErrors.NoCounts("a leaf has no training rows", fields.Where));
        }

        return new TreePaths(forest, tree, Covers(fields, nodes, forest.Roots[tree], counts), fields.Where);
    }

    /// <summary>
    /// The training rows that reach each node. The text numbers splits and leaves apart; which is which follows from the root down.
    /// </summary>
    private static long[] Covers(TreeFields fields, ReadOnlySpan<TreeNode> nodes, int root, int[] counts)
    {
        var left = fields.Numbers<int>("left_child", counts.Length - 1);
        var right = fields.Numbers<int>("right_child", counts.Length - 1);
        var numbers = new int[nodes.Length];
        var covers = new long[nodes.Length];
        for (var node = 0; node < nodes.Length; node++)
        {
            if (nodes[node].IsLeaf)
            {
                covers[node] = counts[~numbers[node]];
                continue;
            }

            var child = nodes[node].Left - root;
            numbers[child] = left[numbers[node]];
            numbers[child + 1] = right[numbers[node]];
        }

        AddUp(covers, nodes, root);
        return covers;
    }

    /// <summary>From the rows of the leaves to those of the splits.</summary>
    private static void AddUp(long[] covers, ReadOnlySpan<TreeNode> nodes, int root)
    {
        for (var node = nodes.Length - 1; node >= 0; node--)
        {
            if (!nodes[node].IsLeaf)
            {
                var child = nodes[node].Left - root;
                covers[node] = covers[child] + covers[child + 1];
            }
        }
    }

    /// <summary>Walks all paths, tracking at each node how each feature was last split by; returns <see cref="Factors"/>.</summary>
    private int Trace(ReadOnlySpan<TreeNode> nodes, int root, long[] covers, int slots)
    {
        var latest = new int[slots];
        Array.Fill(latest, None);
        var (distinct, most) = (0, 0);
        var open = new Stack<(int Node, int Parent, bool Leaves)>([(0, None, false)]);
        while (open.TryPop(out var next))
        {
            var (node, parent, leaves) = next;
            if (parent != None)
            {
                latest[nodes[parent].Slot] = leaves ? Earlier[parent] : node;
                distinct += Earlier[parent] != None ? 0 : leaves ? -1 : 1;
                most = Math.Max(most, distinct);
            }

            if (leaves || nodes[node].IsLeaf)
            {
                continue;
            }

            var earlier = Earlier[node] = latest[nodes[node].Slot];
            var left = nodes[node].Left - root;
            for (var child = left; child <= left + 1; child++)
            {
                Shares[child] = (double)covers[child] / covers[node] * (earlier == None ? 1 : Shares[earlier]);
                open.Push((child, node, true));
                open.Push((child, node, false));
            }
        }

        return most;
    }
}
