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

    private const int Lanes = 8;
    private const int MostRows = 64;
    private const int BufferLength = 16384;

    /// <summary>Places of a slot: see <see cref="TreeNode.Place"/>.</summary>
    private const int Places = 2;

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
        var width = Math.Max(Features.Length, 1) * Places;
        var chunk = Math.Min(rows.Rows, Math.Clamp(BufferLength / width / Lanes * Lanes, Lanes, MostRows));
        var buffer = ArrayPool<double>.Shared.Rent(chunk * width);
        buffer[0] = 0;
        for (var from = 0; from < rows.Rows; from += chunk)
        {
            var count = Math.Min(chunk, rows.Rows - from);
            var whole = count - (count % Lanes);
            for (var row = 0; row < whole; row += Lanes)
            {
                Arrange(rows, from + row, Lanes, buffer.AsSpan(row * width));
            }

            for (var row = whole; row < count; row++)
            {
                Arrange(rows, from + row, 1, buffer.AsSpan(row * width));
            }

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
    public void Gather(RowBlock rows, int from, int count, Span<double> buffer)
    {
        var width = Features.Length;
        for (var slot = 0; slot < width; slot++)
        {
            var values = rows.Numbers(Features[slot]).Slice(from, count);
            for (var row = 0; row < values.Length; row++)
            {
                buffer[(row * width) + slot] = OrZero(values[row]);
            }
        }
    }

    /// <summary>Copies the values of some rows, side by side, to the two places of each slot.</summary>
    private void Arrange(RowBlock rows, int from, int count, Span<double> buffer)
    {
        for (var slot = 0; slot < Features.Length; slot++)
        {
            var values = rows.Numbers(Features[slot]).Slice(from, count);
            var first = buffer.Slice(slot * Places * count, count);
            var second = buffer.Slice(((slot * Places) + 1) * count, count);
            for (var row = 0; row < values.Length; row++)
            {
                var value = OrZero(values[row]);
                first[row] = value;
                second[row] = double.IsNaN(value) ? double.NegativeInfinity : value;
            }
        }
    }

    private static double OrZero(double value) => Math.Abs(value) <= Zero ? 0 : value;

    /// <summary>Eight rows go down one tree at once; rows that are left over go down eight trees at once.</summary>
    private void SumRows(ref double buffer, int width, int count, int trees, int outputs, Span<double> sums)
    {
        Span<nint> at = stackalloc nint[Lanes];
        var whole = count - (count % Lanes);
        for (var tree = 0; tree < trees && whole > 0; tree++)
        {
            var output = tree % outputs;
            for (var row = 0; row < whole; row += Lanes)
            {
                at.Fill(Roots[tree]);
                Walk<RowLanes>(at, ref Unsafe.Add(ref buffer, row * width));
                for (var lane = 0; lane < Lanes; lane++)
                {
                    Add(Nodes[at[lane]], output, sums.Slice((row + lane) * outputs, outputs));
                }
            }
        }

        for (var row = whole; row < count; row++)
        {
            SumRow(ref Unsafe.Add(ref buffer, row * width), trees, sums.Slice(row * outputs, outputs));
        }
    }

    private void SumRow(ref double values, int trees, Span<double> sums)
    {
        Span<nint> at = stackalloc nint[Lanes];
        for (var first = 0; first < trees; first += Lanes)
        {
            for (var lane = 0; lane < Lanes; lane++)
            {
                at[lane] = Roots[Math.Min(first + lane, trees - 1)];
            }

            Walk<TreeLanes>(at, ref values);
            for (var tree = first; tree < Math.Min(first + Lanes, trees); tree++)
            {
                Add(Nodes[at[tree - first]], tree % sums.Length, sums);
            }
        }
    }

    /// <summary>Adds a leaf to one of the sums of a row, or to all of them with <see cref="LeafNumbers"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(in TreeNode leaf, int output, Span<double> sums)
    {
        if (LeafNumbers is null)
        {
            sums[output] += leaf.Value;
            return;
        }

        var numbers = LeafNumbers.AsSpan((int)leaf.Value, sums.Length);
        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] += numbers[i];
        }
    }

    /// <summary>
    /// Goes down from eight nodes to the leaves: the processor works on one lane while it waits for another. Positions and slots were
    /// checked when the forest was built, so they are not here.
    /// </summary>
    private void Walk<T>(Span<nint> at, ref double values) where T : struct, ILanes
    {
        ref var nodes = ref MemoryMarshal.GetArrayDataReference(Nodes);
        var (a, b, c, d, e, f, g, h) = (at[0], at[1], at[2], at[3], at[4], at[5], at[6], at[7]);
        uint splits;
        do
        {
            splits = 0;
            a = Next<T>(ref nodes, a, ref values, 0, ref splits);
            b = Next<T>(ref nodes, b, ref values, 1, ref splits);
            c = Next<T>(ref nodes, c, ref values, 2, ref splits);
            d = Next<T>(ref nodes, d, ref values, 3, ref splits);
            e = Next<T>(ref nodes, e, ref values, 4, ref splits);
            f = Next<T>(ref nodes, f, ref values, 5, ref splits);
            g = Next<T>(ref nodes, g, ref values, 6, ref splits);
            h = Next<T>(ref nodes, h, ref values, 7, ref splits);
        }
        while ((splits & TreeNode.Inner) != 0);
        (at[0], at[1], at[2], at[3], at[4], at[5], at[6], at[7]) = (a, b, c, d, e, f, g, h);
    }

    /// <summary>Where a lane goes from a node: to a child, or nowhere from a leaf.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private nint Next<T>(ref TreeNode nodes, nint at, ref double values, int lane, ref uint splits) where T : struct, ILanes
    {
        ref readonly var node = ref Unsafe.Add(ref nodes, at);
        splits |= node.Split;
        return (node.Split & Special) == 0
            ? node.Next(Unsafe.Add(ref values, T.At(node.Place, lane)))
            : NextSpecial(node, Unsafe.Add(ref values, T.At(node.Slot * Places, lane)));
    }

    private int NextSpecial(in TreeNode split, double value)
    {
        var missing = double.IsNaN(value) || ((split.Split & TreeNode.ZeroIsMissing) != 0 && value == 0);
        var left = missing ? split.MissingGoesLeft
            : (split.Split & TreeNode.Categorical) != 0 ? IsIn(CategorySets[(int)split.Value], value)
            : value <= split.Value;
        return split.Left + (left ? 0 : 1);
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

    /// <summary>Where a lane finds the value of a place.</summary>
    private interface ILanes
    {
        static abstract int At(int place, int lane);
    }

    /// <summary>Each lane has a row of its own; the rows stand side by side.</summary>
    private readonly struct RowLanes : ILanes
    {
        public static int At(int place, int lane) => (place * Lanes) + lane;
    }

    /// <summary>Each lane has a tree of its own, and the same row.</summary>
    private readonly struct TreeLanes : ILanes
    {
        public static int At(int place, int lane) => place;
    }
}
