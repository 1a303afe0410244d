namespace Trestle.Learners.Statistics;

/// <summary>
/// A partition of rows into units: rows of one unit depend on each other and are drawn, left out or swapped together. Where there are
/// more units than wanted, whole ones are joined, neighbours in time with neighbours in time.
/// </summary>
internal sealed class RowUnits
{
    /// <summary>Fewer times than these do not show how much they vary.</summary>
    private const int FewestTimes = 10;

    private RowUnits(int[] of, int count)
    {
        Of = of;
        Count = count;
    }

    /// <summary>Number of units.</summary>
    public int Count { get; }

    /// <summary>The unit of each row; over time in the order of the times.</summary>
    public int[] Of { get; }

    /// <summary>How much the rows of each unit count together: their number where all count the same.</summary>
    public double[] Weigh(double[]? weights)
    {
        var sums = new double[Count];
        for (var row = 0; row < Of.Length; row++)
        {
            sums[Of[row]] += weights?[row] ?? 1;
        }

        return sums;
    }

    /// <summary>Each row alone.</summary>
    public static RowUnits Rows(int rows, int most = int.MaxValue) => Joined([.. Enumerable.Range(0, rows)], rows, most);

    /// <summary>The rows of each group; a row whose group is NaN is alone.</summary>
    public static RowUnits Groups(double[] groups, int most = int.MaxValue)
    {
        var numbers = new Dictionary<double, int>();
        var (of, count) = (new int[groups.Length], 0);
        for (var row = 0; row < of.Length; row++)
        {
            if (double.IsNaN(groups[row]))
            {
                of[row] = count++;
            }
            else if (numbers.TryGetValue(groups[row], out var number))
            {
                of[row] = number;
            }
            else
            {
                numbers[groups[row]] = of[row] = count++;
            }
        }

        return Joined(of, count, most);
    }

    /// <summary>
    /// The rows of each time, in the order of the times; those without a time (NaN) come last, together. Of few times each row is a unit,
    /// and those of one time follow each other.
    /// </summary>
    public static RowUnits Times(double[] times, int most = int.MaxValue)
    {
        // NaN is the smallest value in the order of .NET.
        var keys = Array.ConvertAll(times, time => double.IsNaN(time) ? double.PositiveInfinity : time);
        int[] order = [.. Enumerable.Range(0, keys.Length).OrderBy(row => keys[row])];
        var together = keys.Distinct().Take(FewestTimes).Count() == FewestTimes;
        var (of, count) = (new int[keys.Length], 0);
        for (var place = 0; place < order.Length; place++)
        {
            count += place == 0 || !together || keys[order[place]] != keys[order[place - 1]] ? 1 : 0;
            of[order[place]] = count - 1;
        }

        return Joined(of, count, most);
    }

    /// <summary>The rows that share both group and time.</summary>
    public static RowUnits Cells(RowUnits groups, RowUnits times, int most)
    {
        var numbers = new Dictionary<long, int>();
        var of = new int[groups.Of.Length];
        for (var row = 0; row < of.Length; row++)
        {
            var cell = ((long)groups.Of[row] << 32) | (uint)times.Of[row];
            if (!numbers.TryGetValue(cell, out var number))
            {
                numbers[cell] = number = numbers.Count;
            }

            of[row] = number;
        }

        return Scattered(of, numbers.Count, most);
    }

    /// <summary>Blocks of at least <paramref name="length"/> neighbouring units; one block of all when there are fewer.</summary>
    public RowUnits Blocks(int length)
    {
        var blocks = Math.Max(1, Count / length);
        return new RowUnits(Array.ConvertAll(Of, unit => (int)((long)unit * blocks / Count)), blocks);
    }

    /// <summary>Joins neighbours, equally many in each unit, so that a season stays where it is.</summary>
    private static RowUnits Joined(int[] of, int count, int most)
    {
        var together = (count + most - 1) / most;
        return together <= 1
            ? new RowUnits(of, count)
            : new RowUnits(Array.ConvertAll(of, unit => unit / together), (count + together - 1) / together);
    }

    /// <summary>Joins units that are far from each other.</summary>
    private static RowUnits Scattered(int[] of, int count, int most) => count <= most
        ? new RowUnits(of, count)
        : new RowUnits(Array.ConvertAll(of, unit => unit % most), most);
}
