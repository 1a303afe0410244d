using Trestle.Learners.Forests;

namespace Trestle.Learners.Additive;

/// <summary>
/// A part of the sum that is learned: the shape of a feature, or the table of two. Each training row is in one of its cells.
/// </summary>
/// <param name="cells">The cell of each training row.</param>
/// <param name="count">Number of cells.</param>
internal abstract class Term(ushort[] cells, int count)
{
    /// <summary>The cell of each training row.</summary>
    public ushort[] Cells { get; } = cells;

    /// <summary>Number of cells.</summary>
    public int Count { get; } = count;

    /// <summary>Training rows in each cell.</summary>
    public double[] Rows { get; } = Counts(cells, count);

    /// <summary>The cells of other rows, given the cells of their features.</summary>
    public abstract ushort[] Of(IReadOnlyList<ushort[]> shapes);

    /// <summary>The step that makes the loss smallest, by its derivatives in each cell; null when none does.</summary>
    public abstract Step? Best(Slopes slopes, AdditiveParameters parameters);

    /// <summary>Adds a step to a table with a number for each cell.</summary>
    public abstract void Add(Step step, Span<double> table);

    private static double[] Counts(ushort[] cells, int count)
    {
        var counts = new double[count];
        foreach (var cell in cells)
        {
            counts[cell]++;
        }

        return counts;
    }
}

/// <summary>A change of a table: what is added to each of its pieces.</summary>
/// <param name="Cuts">Where a piece ends and the next begins; of a table of two features one cut of each.</param>
/// <param name="Values">What is added to each piece.</param>
internal sealed record Step(int[] Cuts, double[] Values);

/// <summary>First and second derivatives of the loss, summed over the training rows of each cell.</summary>
internal sealed class Slopes(int most)
{
    /// <summary>The first derivatives.</summary>
    public double[] First { get; } = new double[most];

    /// <summary>The second ones.</summary>
    public double[] Second { get; } = new double[most];

    /// <summary>Forgets the sums of the first cells.</summary>
    public void Clear(int count)
    {
        Array.Clear(First, 0, count);
        Array.Clear(Second, 0, count);
    }
}

/// <summary>The sums of a piece of a table.</summary>
internal readonly record struct Piece(double First, double Second, double Rows)
{
    /// <summary>By how much the best constant makes the loss smaller, twice.</summary>
    public double Gain(double penalty) => First * First / Math.Max(Second + penalty, 1e-12);

    /// <summary>The best constant.</summary>
    public double Value(double penalty) => -First / Math.Max(Second + penalty, 1e-12);

    public static Piece operator +(Piece a, Piece b) => new(a.First + b.First, a.Second + b.Second, a.Rows + b.Rows);

    public static Piece operator -(Piece a, Piece b) => new(a.First - b.First, a.Second - b.Second, a.Rows - b.Rows);
}

/// <summary>
/// The shape of a feature: cells are its bins in their order, and last the one of missing values, which is always a piece of its own.
/// </summary>
internal sealed class ShapeTerm(ushort[] cells, int count, int feature) : Term(cells, count)
{
    /// <summary>The feature.</summary>
    public int Feature => feature;

    /// <summary>The cells of values in bins.</summary>
    public static ushort[] CellsOf(ushort[] bins, int count) =>
        Array.ConvertAll(bins, bin => bin == FeatureBins.Missing ? (ushort)count : bin);

    /// <inheritdoc/>
    public override ushort[] Of(IReadOnlyList<ushort[]> shapes) => shapes[feature];

    /// <inheritdoc/>
    public override Step? Best(Slopes slopes, AdditiveParameters parameters)
    {
        var bins = Count - 1;
        var sums = new Piece[bins + 1];
        for (var bin = 0; bin < bins; bin++)
        {
            sums[bin + 1] = sums[bin] + new Piece(slopes.First[bin], slopes.Second[bin], Rows[bin]);
        }

        List<int> ends = [0, bins];
        while (ends.Count <= parameters.Leaves && Cut(ends, sums, parameters) is { } cut)
        {
            ends.Add(cut);
            ends.Sort();
        }

        var missing = new Piece(slopes.First[bins], slopes.Second[bins], Rows[bins]);
        if (ends.Count == 2 && missing.Rows == 0)
        {
            return null;
        }

        return new Step(
            [.. ends.Skip(1)],
            [
                .. ends.Zip(ends.Skip(1), (from, to) => parameters.Rate * (sums[to] - sums[from]).Value(parameters.Penalty)),
                missing.Rows > 0 ? parameters.Rate * missing.Value(parameters.Penalty) : 0,
            ]);
    }

    /// <inheritdoc/>
    public override void Add(Step step, Span<double> table)
    {
        var piece = 0;
        for (var cell = 0; cell < table.Length; cell++)
        {
            piece += piece < step.Cuts.Length && cell == step.Cuts[piece] ? 1 : 0;
            table[cell] += step.Values[piece];
        }
    }

    /// <summary>The cut of one of the pieces that gains most; null when none gains anything.</summary>
    private static int? Cut(List<int> ends, Piece[] sums, AdditiveParameters parameters)
    {
        var (best, most) = ((int?)null, 1e-12);
        for (var piece = 0; piece < ends.Count - 1; piece++)
        {
            var (from, to) = (ends[piece], ends[piece + 1]);
            var whole = sums[to] - sums[from];
            var before = whole.Gain(parameters.Penalty);
            for (var cut = from + 1; cut < to; cut++)
            {
                var low = sums[cut] - sums[from];
                var high = whole - low;
                if (low.Rows < parameters.MinLeaf || high.Rows < parameters.MinLeaf)
                {
                    continue;
                }

                var gain = low.Gain(parameters.Penalty) + high.Gain(parameters.Penalty) - before;
                (best, most) = gain > most ? (cut, gain) : (best, most);
            }
        }

        return best;
    }
}
