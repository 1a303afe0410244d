namespace Trestle.Stages.SelectFeatures;

/// <summary>
/// A regression or classification tree on one number (Breiman et al. 1984: splits by least squares, which for classes is Gini's impurity),
/// so that whatever a column tells about the target is found, rising or not.
/// </summary>
internal sealed class NumberTree
{
    private const int SmallestLeaf = 5;

    private readonly double[] values;
    private readonly LeafTotals whole;
    private readonly double[] labels;
    private readonly List<double> bounds = [];
    private readonly List<double[]> leaves = [];

    private NumberTree(double[] values, double[] labels, int classes)
    {
        (this.values, this.labels) = (values, labels);
        whole = new LeafTotals(classes);
        foreach (var label in labels)
        {
            whole.Add(label, 1);
        }
    }

    /// <summary>Learns a tree.</summary>
    /// <param name="values">Numbers, ascending.</param>
    /// <param name="labels">The label of each: the number of a class, or a value.</param>
    /// <param name="classes">Number of classes; 0 for values.</param>
    /// <param name="depth">Splits from the root to a leaf, at most.</param>
    public static NumberTree Learn(double[] values, double[] labels, int classes, int depth)
    {
        var tree = new NumberTree(values, labels, classes);
        tree.Grow(0, values.Length, depth, tree.whole);
        return tree;
    }

    /// <summary>The shares of the classes, or the mean, where a number falls.</summary>
    public double[] Predict(double value)
    {
        var place = bounds.BinarySearch(value);
        return leaves[place < 0 ? ~place : place];
    }

    private void Grow(int from, int to, int depth, LeafTotals totals)
    {
        var (split, left, right) = depth > 0 ? Best(from, to, totals) : (0, null, null);
        if (left is null || right is null)
        {
            leaves.Add(totals.Means(whole));
            return;
        }

        Grow(from, split, depth - 1, left);
        bounds.Add(values[split - 1] + ((values[split] - values[split - 1]) / 2));
        Grow(split, to, depth - 1, right);
    }

    /// <summary>The split that lowers the squared error most; nothing where none does.</summary>
    private (int Split, LeafTotals? Left, LeafTotals? Right) Best(int from, int to, LeafTotals totals)
    {
        var (left, right) = (new LeafTotals(totals.Classes), totals.Copy());
        var (best, most) = (0, totals.Explained * (1 + 1e-9));
        for (var i = from; i < to - SmallestLeaf; i++)
        {
            left.Add(labels[i], 1);
            right.Add(labels[i], -1);
            if (i + 1 - from >= SmallestLeaf && values[i] < values[i + 1] && left.Explained + right.Explained > most)
            {
                (best, most) = (i + 1, left.Explained + right.Explained);
            }
        }

        if (best == 0)
        {
            return (0, null, null);
        }

        (left, right) = (new LeafTotals(totals.Classes), totals.Copy());
        for (var i = from; i < best; i++)
        {
            left.Add(labels[i], 1);
            right.Add(labels[i], -1);
        }

        return (best, left, right);
    }
}

/// <summary>The rows of a leaf or of a category: rows of each class, or the sum of the values.</summary>
internal sealed class LeafTotals(int classes)
{
    private readonly double[] sums = new double[Math.Max(1, classes)];
    private double squares;

    /// <summary>Number of classes; 0 for values.</summary>
    public int Classes => classes;

    /// <summary>Rows.</summary>
    public double Rows { get; private set; }

    /// <summary>The sum of squares that the means explain.</summary>
    public double Explained => Rows > 0 ? squares / Rows : 0;

    /// <summary>Adds (or removes) a row.</summary>
    public void Add(double label, int rows)
    {
        Rows += rows;
        ref var sum = ref sums[classes == 0 ? 0 : (int)label];
        var more = classes == 0 ? rows * label : rows;
        squares += more * ((2 * sum) + more);
        sum += more;
    }

    /// <summary>The shares of the classes, or the mean; one further row is as all rows are, so that small numbers say less.</summary>
    public double[] Means(LeafTotals all) => [.. sums.Select((sum, i) => (sum + (all.Rows > 0 ? all.sums[i] / all.Rows : 0)) / (Rows + 1))];

    /// <summary>The same totals, to be changed.</summary>
    public LeafTotals Copy()
    {
        var copy = new LeafTotals(classes) { Rows = Rows, squares = squares };
        sums.CopyTo(copy.sums, 0);
        return copy;
    }
}
