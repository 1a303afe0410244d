using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

using Trestle.Rows.Blocks;

namespace Trestle.Learners.Trees;

/// <summary>
/// Decision trees, flat in one array. Adds up the leaves that rows reach exactly as LightGBM's prediction does: the same comparisons on
/// the same doubles, summed in the order of the trees, so the sums are equal to the last bit.
/// </summary>
internal sealed class Forest
{
    /// <summary>At most this far from zero a value is zero (LightGBM's kZeroThreshold, a float).</summary>
    private const double Zero = 1e-35f;

    private const int Lanes = 4;
    private const int MostRows = 256;
    private const int BufferLength = 16384;
    private const uint Special = TreeNode.ZeroIsMissing | TreeNode.Categorical;

    /// <summary>The nodes of all trees.</summary>
    public required TreeNode[] Nodes { get; init; }

    /// <summary>The gain of each split, 0 for leaves; in its own array, because scoring does not read it. Empty if not known.</summary>
    public float[] Gains { get; init; } = [];

    /// <summary>Position of each tree's root.</summary>
    public required int[] Roots { get; init; }

    /// <summary>The feature in each slot: only features that some tree reads have one.</summary>
    public required int[] Features { get; init; }

    /// <summary>The categories that go left, by the number of the set: bit c of the words is category c.</summary>
    public required uint[][] CategorySets { get; init; }

    /// <summary>
    /// For leaves with a number for each output: these numbers, leaf by leaf; a leaf's value is then the position of its first number.
    /// </summary>
    public double[]? LeafNumbers { get; init; }

    /// <summary>Numbers of a leaf.</summary>
    public int LeafWidth { get; init; } = 1;

    /// <summary>
    /// Adds up the first <paramref name="trees"/> trees, <paramref name="outputs"/> sums per row: tree t into the row's sum t mod
    /// <paramref name="outputs"/>, or into all of them with <see cref="LeafNumbers"/>. A row's sums do not depend on other rows.
    /// </summary>
    public void Sum(RowBlock rows, int trees, int outputs, Span<double> sums)
    {
        sums.Clear();
        var width = Math.Max(Features.Length, 1);
        var chunk = Math.Min(rows.Rows, Math.Clamp(BufferLength / width / Lanes * Lanes, Lanes, MostRows));
        var buffer = ArrayPool<double>.Shared.Rent(chunk * width);
        buffer[0] = 0;
        for (var from = 0; from < rows.Rows; from += chunk)
        {
            var count = Math.Min(chunk, rows.Rows - from);
            Gather(rows, from, count, buffer);
            SumRows(ref buffer[0], width, count, trees, outputs, sums.Slice(from * outputs, count * outputs));
        }

        ArrayPool<double>.Shared.Return(buffer);
    }

    /// <summary>The nodes of one tree, its root first and every child after its parent.</summary>
    public ReadOnlySpan<TreeNode> Tree(int tree)
    {
        var end = tree + 1 < Roots.Length ? Roots[tree + 1] : Nodes.Length;
        return Nodes.AsSpan(Roots[tree]..end);
    }

    /// <summary>One of the numbers of a leaf.</summary>
    public double Leaf(in TreeNode leaf, int number) => LeafNumbers is null ? leaf.Value : LeafNumbers[(int)leaf.Value + number];

    /// <summary>Whether a value that <see cref="Gather"/> has copied goes to the left of a split.</summary>
    public bool GoesLeft(in TreeNode split, double value) => NextSpecial(split, value) == split.Left;

    /// <summary>Copies the values that the trees read, row by row; what LightGBM takes for zero becomes zero.</summary>
    public void Gather(RowBlock rows, int from, int count, double[] buffer)
    {
        var width = Features.Length;
        for (var slot = 0; slot < width; slot++)
        {
            var values = rows.Numbers(Features[slot]).Slice(from, count);
            for (var row = 0; row < values.Length; row++)
            {
                var value = values[row];
                buffer[(row * width) + slot] = Math.Abs(value) <= Zero ? 0 : value;
            }
        }
    }

    /// <summary>Four rows go down one tree in parallel; remaining rows go down four trees in parallel.</summary>
    private void SumRows(ref double buffer, int width, int count, int trees, int outputs, Span<double> sums)
    {
        var whole = count - (count % Lanes);
        for (var tree = 0; tree < trees; tree++)
        {
            var root = Roots[tree];
            var output = tree % outputs;
            for (var row = 0; row < whole; row += Lanes)
            {
                ref var values = ref Unsafe.Add(ref buffer, row * width);
                Walk(root, root, root, root, ref values, width, out var a, out var b, out var c, out var d);
                if (LeafNumbers is null)
                {
                    sums[(row * outputs) + output] += a;
                    sums[((row + 1) * outputs) + output] += b;
                    sums[((row + 2) * outputs) + output] += c;
                    sums[((row + 3) * outputs) + output] += d;
                }
                else
                {
                    AddNumbers(a, sums.Slice(row * outputs, outputs));
                    AddNumbers(b, sums.Slice((row + 1) * outputs, outputs));
                    AddNumbers(c, sums.Slice((row + 2) * outputs, outputs));
                    AddNumbers(d, sums.Slice((row + 3) * outputs, outputs));
                }
            }
        }

        for (var row = whole; row < count; row++)
        {
            SumRow(ref Unsafe.Add(ref buffer, row * width), trees, outputs, sums.Slice(row * outputs, outputs));
        }
    }

    private void SumRow(ref double values, int trees, int outputs, Span<double> sums)
    {
        Span<double> leaves = stackalloc double[Lanes];
        for (var first = 0; first < trees; first += Lanes)
        {
            var last = trees - 1;
            Walk(
                Roots[first],
                Roots[Math.Min(first + 1, last)],
                Roots[Math.Min(first + 2, last)],
                Roots[Math.Min(first + 3, last)],
                ref values,
                0,
                out leaves[0],
                out leaves[1],
                out leaves[2],
                out leaves[3]);
            for (var tree = first; tree < Math.Min(first + Lanes, trees); tree++)
            {
                if (LeafNumbers is null)
                {
                    sums[tree % outputs] += leaves[tree - first];
                }
                else
                {
                    AddNumbers(leaves[tree - first], sums);
                }
            }
        }
    }

    private void AddNumbers(double leaf, Span<double> sums)
    {
        var numbers = LeafNumbers.AsSpan((int)leaf, sums.Length);
        for (var output = 0; output < sums.Length; output++)
        {
            sums[output] += numbers[output];
        }
    }

    /// <summary>
    /// Goes down from four nodes at once, lane i with the values at i × <paramref name="stride"/>: the processor works on one
    /// lane while it waits for another. Positions and slots were checked when the forest was built, so they are not here.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Walk(
        int a, int b, int c, int d, ref double values, int stride, out double leafA, out double leafB, out double leafC, out double leafD)
    {
        ref var nodes = ref MemoryMarshal.GetArrayDataReference(Nodes);
        ref var valuesB = ref Unsafe.Add(ref values, stride);
        ref var valuesC = ref Unsafe.Add(ref values, 2 * stride);
        ref var valuesD = ref Unsafe.Add(ref values, 3 * stride);
        while (true)
        {
            ref readonly var nodeA = ref Unsafe.Add(ref nodes, a);
            ref readonly var nodeB = ref Unsafe.Add(ref nodes, b);
            ref readonly var nodeC = ref Unsafe.Add(ref nodes, c);
            ref readonly var nodeD = ref Unsafe.Add(ref nodes, d);
            var splits = nodeA.Split | nodeB.Split | nodeC.Split | nodeD.Split;
            if ((splits & TreeNode.Inner) == 0)
            {
                (leafA, leafB, leafC, leafD) = (nodeA.Value, nodeB.Value, nodeC.Value, nodeD.Value);
                return;
            }

            var valueA = Unsafe.Add(ref values, nodeA.Slot);
            var valueB = Unsafe.Add(ref valuesB, nodeB.Slot);
            var valueC = Unsafe.Add(ref valuesC, nodeC.Slot);
            var valueD = Unsafe.Add(ref valuesD, nodeD.Slot);
            if ((splits & Special) == 0)
            {
                a = nodeA.Next(valueA);
                b = nodeB.Next(valueB);
                c = nodeC.Next(valueC);
                d = nodeD.Next(valueD);
            }
            else
            {
                a = NextSpecial(nodeA, valueA);
                b = NextSpecial(nodeB, valueB);
                c = NextSpecial(nodeC, valueC);
                d = NextSpecial(nodeD, valueD);
            }
        }
    }

    private int NextSpecial(in TreeNode node, double value)
    {
        if ((node.Split & TreeNode.Categorical) != 0)
        {
            return node.Left + (IsIn(CategorySets[(int)node.Value], value) ? 0 : 1);
        }

        return node.Next((node.Split & TreeNode.ZeroIsMissing) != 0 && value == 0 ? double.NaN : value);
    }

    /// <summary>Whether a code, its fraction cut off, is in a set; missing, negative and unknown codes are in none.</summary>
    private static bool IsIn(uint[] set, double value)
    {
        if (!(value > -1 && value < int.MaxValue))
        {
            return false;
        }

        var code = (int)value;
        var word = code >> 5;
        return word < set.Length && ((set[word] >> (code & 31)) & 1) != 0;
    }
}
