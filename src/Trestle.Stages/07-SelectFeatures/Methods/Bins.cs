using Trestle.Learners.Statistics;

namespace Trestle.Stages.SelectFeatures.Methods;

/// <summary>
/// A column in few classes, so that whatever it tells can be counted, rising or not: numbers in ten bins of about equally many rows, a
/// category as it is unless it is rare, and no value as one more class.
/// </summary>
/// <param name="codes">The class of each row.</param>
/// <param name="count">Number of classes.</param>
internal sealed class Bins(byte[] codes, int count)
{
    private const int MostBins = 10;
    private const int MostCategories = 30;
    private const int FewestRows = 5;

    private readonly int[] totals = Tally(codes, count);

    /// <summary>The class of each row.</summary>
    public ReadOnlySpan<byte> Codes => codes;

    /// <summary>Number of classes.</summary>
    public int Count => count;

    /// <summary>Puts values into classes.</summary>
    public static Bins Of(double[] values, bool isCategory)
    {
        double[] starts = isCategory ? [] : Starts(values);
        var frequent = isCategory ? Frequent(values) : [];
        var missing = isCategory ? frequent.Count + 1 : starts.Length + 1;
        var raw = new byte[values.Length];
        for (var row = 0; row < raw.Length; row++)
        {
            raw[row] = (byte)(double.IsNaN(values[row]) ? missing
                : isCategory ? frequent.GetValueOrDefault(values[row], frequent.Count)
                : Place(starts, values[row]));
        }

        return Dense(raw, missing + 1);
    }

    /// <summary>How often each pair of classes occurs.</summary>
    public int[,] Counts(Bins other)
    {
        var table = new int[count, other.Count];
        for (var row = 0; row < codes.Length; row++)
        {
            table[codes[row], other.Codes[row]]++;
        }

        return table;
    }

    /// <summary>
    /// The mutual information of two columns in nats, less its bias (Miller and Madow 1955), and never below 0.
    /// </summary>
    public double Information(Bins other) =>
        Math.Max(0, RawInformation(other) - ((count - 1.0) * (other.Count - 1) / (2.0 * Math.Max(1, codes.Length))));

    /// <summary>The mutual information of two columns in nats, as counted.</summary>
    public double RawInformation(Bins other)
    {
        var (table, rows, columns) = (Counts(other), totals, other.totals);
        var (sum, all) = (0.0, (double)codes.Length);
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < other.Count; j++)
            {
                sum += table[i, j] == 0 ? 0 : table[i, j] / all * Math.Log(table[i, j] * all / (rows[i] * columns[j]));
            }
        }

        return sum;
    }

    /// <summary>
    /// A test that a column tells nothing about the target: Pearson's chi-square test of independence for classes, the test of Kruskal and
    /// Wallis for a value. A class has at least five rows, or it is counted among the others.
    /// </summary>
    /// <returns>The statistic, and the probability of such a one where the column tells nothing.</returns>
    public (double Statistic, double PValue) Independence(SelectionRows rows)
    {
        var pooled = Pooled();
        return pooled.Count < 2 ? (0, 1)
            : rows.Task == TaskKind.Regression ? pooled.KruskalWallis(rows.Labels) : pooled.Pearson(rows.Target);
    }

    /// <summary>Pearson's chi-square statistic of two columns.</summary>
    internal (double Statistic, double PValue) Pearson(Bins other)
    {
        if (count < 2 || other.Count < 2)
        {
            return (0, 1);
        }

        var (table, rows, columns) = (Counts(other), totals, other.totals);
        var sum = 0.0;
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < other.Count; j++)
            {
                var expected = (double)rows[i] * columns[j] / codes.Length;
                sum += (table[i, j] - expected) * (table[i, j] - expected) / expected;
            }
        }

        return (sum, ChiSquare.UpperTail(sum, (count - 1) * (other.Count - 1)));
    }

    /// <summary>The statistic of Kruskal and Wallis (1952), corrected for ties.</summary>
    internal (double Statistic, double PValue) KruskalWallis(double[] values)
    {
        var order = Enumerable.Range(0, values.Length).ToArray();
        Array.Sort((double[])values.Clone(), order);
        var ranks = MeanRanks.Of(values, order);
        var all = (double)values.Length;
        var ties = values.GroupBy(value => value).Select(equal => (double)equal.Count()).Sum(many => (many * many * many) - many);
        var sums = new double[count];
        for (var row = 0; row < ranks.Length; row++)
        {
            sums[codes[row]] += ranks[row] + 1;
        }

        var between = sums.Select((sum, i) => sum * sum / totals[i]).Sum();
        var corrected = 1 - (ties / ((all * all * all) - all));
        var statistic = corrected > 0 ? Math.Max(0, ((12 / (all * (all + 1)) * between) - (3 * (all + 1))) / corrected) : 0;
        return (statistic, corrected > 0 ? ChiSquare.UpperTail(statistic, count - 1) : 1);
    }

    private static int[] Tally(byte[] codes, int count)
    {
        var totals = new int[count];
        foreach (var code in codes)
        {
            totals[code]++;
        }

        return totals;
    }

    /// <summary>Classes of few rows as one, which joins the smallest other if it is small itself.</summary>
    private Bins Pooled()
    {
        if (totals.All(total => total >= FewestRows))
        {
            return this;
        }

        int[] large = [.. Enumerable.Range(0, count).Where(own => totals[own] >= FewestRows).OrderBy(own => totals[own])];
        var rest = totals.Where(total => total < FewestRows).Sum() >= FewestRows || large.Length == 0 ? count : large[0];
        var to = Enumerable.Range(0, count).Select(own => totals[own] >= FewestRows ? own : rest).ToArray();
        return Dense(Array.ConvertAll(codes, code => (byte)to[code]), count + 1);
    }

    /// <summary>Where bins start but for the first: the deciles, each once; every value where there are few.</summary>
    private static double[] Starts(double[] values)
    {
        double[] sorted = [.. values.Where(value => !double.IsNaN(value))];
        Array.Sort(sorted);
        double[] few = [.. sorted.Distinct().Take(MostBins + 1)];
        return few.Length <= MostBins ? [.. few.Skip(1)] :
        [
            .. Enumerable.Range(1, MostBins - 1).Select(part => sorted[(int)((long)part * sorted.Length / MostBins)])
                .Where(start => start > sorted[0]).Distinct(),
        ];
    }

    private static int Place(double[] starts, double value)
    {
        var place = Array.BinarySearch(starts, value);
        return place >= 0 ? place + 1 : ~place;
    }

    private static Dictionary<double, int> Frequent(double[] values) => values.Where(value => !double.IsNaN(value))
        .GroupBy(value => value).OrderByDescending(rows => rows.Count()).ThenBy(rows => rows.Key).Take(MostCategories)
        .Select((rows, place) => (rows.Key, place)).ToDictionary(entry => entry.Key, entry => entry.place);

    /// <summary>Without classes that no row has.</summary>
    private static Bins Dense(byte[] raw, int most)
    {
        var used = new bool[most];
        foreach (var code in raw)
        {
            used[code] = true;
        }

        var place = 0;
        var places = Array.ConvertAll(used, own => (byte)(own ? place++ : 0));
        for (var row = 0; row < raw.Length; row++)
        {
            raw[row] = places[raw[row]];
        }

        return new Bins(raw, place);
    }
}
