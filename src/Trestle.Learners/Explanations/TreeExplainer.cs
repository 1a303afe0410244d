using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

using Trestle.Learners.Trees;

namespace Trestle.Learners.Explanations;

/// <summary>
/// Exact Shapley values of one tree, where a row follows both branches of a split by an unknown feature, weighted by the training rows
/// (path-dependent TreeSHAP: Lundberg et al., Nature Machine Intelligence 2020). For one leaf the value of a set of features S is leaf
/// · Π(i∈S) o_i · Π(i∉S) z_i, where o_i is 1 if the row keeps all of the path's splits by feature i, else 0, and z_i the share of
/// training rows that do. Its Shapley value is an integral over the multilinear extension (Owen 1972): φ_i = leaf · (o_i − z_i) · ∫
/// Π(j≠i) (t·o_j + (1−t)·z_j) dt over t from 0 to 1, a polynomial, which Gauss–Legendre quadrature integrates exactly. So the products
/// are carried down the tree at several points t at once, the leaves are summed on the way back, and a node's feature gets its part by
/// one division, as in Linear TreeSHAP (Yu et al. 2022), but without cancellation: all factors are between 0 and 1. Time: nodes ×
/// points. Not thread-safe.
/// </summary>
internal sealed class TreeExplainer
{
    private readonly Forest forest;
    private double[] products = [];
    private bool[] kept = [];

    public TreeExplainer(Forest forest) => this.forest = forest;

    /// <summary>
    /// Adds the contributions of the features to one of the numbers of the tree's leaves for a row. <paramref name="values"/> holds the
    /// row's values by slot, <paramref name="contributions"/> one number per feature.
    /// </summary>
    public void Add(
        int root, int number, TreePaths paths, Quadrature points, ReadOnlySpan<double> values, Span<double> contributions)
    {
        var count = paths.Earlier.Length;
        if (count == 1)
        {
            return;
        }

        Prepare(count, points);
        var nodes = forest.Nodes.AsSpan(root, count);
        for (var node = 0; node < count; node++)
        {
            if (!nodes[node].IsLeaf)
            {
                GoDown(nodes, root, node, number, paths, points, values);
            }
        }

        for (var node = count - 1; node >= 0; node--)
        {
            if (!nodes[node].IsLeaf)
            {
                contributions[forest.Features[nodes[node].Slot]] += GoUp(nodes[node].Left - root, node, paths, points);
            }
        }
    }

    private void Prepare(int count, Quadrature points)
    {
        var numbers = count * points.Weights.Length;
        if (products.Length < numbers)
        {
            products = new double[numbers];
        }

        if (kept.Length < count)
        {
            kept = new bool[count];
        }

        points.Weights.CopyTo(products, 0);
    }

    /// <summary>The products of a split's children from those of the split; those of a leaf are multiplied by its value.</summary>
    private void GoDown(
        ReadOnlySpan<TreeNode> nodes, int root, int node, int number, TreePaths paths, Quadrature points, ReadOnlySpan<double> values)
    {
        var left = nodes[node].Left - root;
        var earlier = paths.Earlier[node];
        var isKept = earlier == TreePaths.None || kept[earlier];
        var hot = left + (forest.GoesLeft(nodes[node], values[nodes[node].Slot]) ? 0 : 1);
        var cold = left + left + 1 - hot;
        (kept[hot], kept[cold]) = (isKept, false);
        var (hotShare, coldShare) = (paths.Shares[hot], paths.Shares[cold]);
        var hotLeaf = nodes[hot].IsLeaf ? forest.Leaf(nodes[hot], number) : 1;
        var coldLeaf = nodes[cold].IsLeaf ? forest.Leaf(nodes[cold], number) : 1;
        ref var from = ref At(node, points);
        ref var toHot = ref At(hot, points);
        ref var toCold = ref At(cold, points);
        if (!isKept)
        {
            // The feature's factor was (1 − t)·share and is so again, with a smaller share.
            Scale(ref from, hotShare / paths.Shares[earlier] * hotLeaf, ref toHot, points.Weights.Length);
            Scale(ref from, coldShare / paths.Shares[earlier] * coldLeaf, ref toCold, points.Weights.Length);
            return;
        }

        ref var t = ref MemoryMarshal.GetArrayDataReference(points.Points);
        ref var rest = ref MemoryMarshal.GetArrayDataReference(points.Rests);
        var earlierShare = earlier == TreePaths.None ? 1 : paths.Shares[earlier];
        for (nuint i = 0; i < (nuint)points.Weights.Length; i += (nuint)Quadrature.Lanes)
        {
            var (ti, ri) = (Vector256.LoadUnsafe(ref t, i), Vector256.LoadUnsafe(ref rest, i));
            var product = Vector256.LoadUnsafe(ref from, i);
            if (earlier != TreePaths.None)
            {
                product /= ti + (ri * earlierShare);
            }

            (product * (ti + (ri * hotShare)) * hotLeaf).StoreUnsafe(ref toHot, i);
            (product * (ri * coldShare) * coldLeaf).StoreUnsafe(ref toCold, i);
        }
    }

    /// <summary>
    /// Sums the leaves below a split, and returns the share of its feature: for each child (o − z) / factor times the sum of its
    /// leaves, less the same for the split above by the same feature, which no longer counts these leaves.
    /// </summary>
    private double GoUp(int left, int node, TreePaths paths, Quadrature points)
    {
        ref var sum = ref At(node, points);
        ref var sumLeft = ref At(left, points);
        ref var sumRight = ref At(left + 1, points);
        var length = (nuint)points.Weights.Length;
        if (!kept[left] && !kept[left + 1])
        {
            for (nuint i = 0; i < length; i += (nuint)Quadrature.Lanes)
            {
                (Vector256.LoadUnsafe(ref sumLeft, i) + Vector256.LoadUnsafe(ref sumRight, i)).StoreUnsafe(ref sum, i);
            }

            // −1 / (1 − t) times the leaves here, less the same for the split above.
            return 0;
        }

        var hot = kept[left] ? left : left + 1;
        var share = paths.Shares[hot];
        var earlier = paths.Earlier[node];
        var earlierShare = earlier == TreePaths.None ? 1 : paths.Shares[earlier];
        ref var sumHot = ref At(hot, points);
        ref var sumCold = ref At(left + left + 1 - hot, points);
        ref var t = ref MemoryMarshal.GetArrayDataReference(points.Points);
        ref var rest = ref MemoryMarshal.GetArrayDataReference(points.Rests);
        ref var inverse = ref MemoryMarshal.GetArrayDataReference(points.InverseRests);
        var total = Vector256<double>.Zero;
        for (nuint i = 0; i < length; i += (nuint)Quadrature.Lanes)
        {
            var (ti, ri) = (Vector256.LoadUnsafe(ref t, i), Vector256.LoadUnsafe(ref rest, i));
            var (h, c) = (Vector256.LoadUnsafe(ref sumHot, i), Vector256.LoadUnsafe(ref sumCold, i));
            var both = h + c;
            both.StoreUnsafe(ref sum, i);
            total += (h * (1 - share) / (ti + (ri * share))) - (c * Vector256.LoadUnsafe(ref inverse, i));
            if (earlier != TreePaths.None)
            {
                total -= both * (1 - earlierShare) / (ti + (ri * earlierShare));
            }
        }

        return Vector256.Sum(total);
    }

    private static void Scale(ref double from, double factor, ref double to, int length)
    {
        for (nuint i = 0; i < (nuint)length; i += (nuint)Quadrature.Lanes)
        {
            (Vector256.LoadUnsafe(ref from, i) * factor).StoreUnsafe(ref to, i);
        }
    }

    /// <summary>The first of a node's products.</summary>
    private ref double At(int node, Quadrature points) => ref products[node * points.Weights.Length];
}
