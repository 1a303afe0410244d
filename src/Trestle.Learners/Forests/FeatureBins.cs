namespace Trestle.Learners.Forests;

/// <summary>
/// How the values of a feature are put into at most <see cref="Most"/> bins. A split is a cut between two bins: numbers are cut in their
/// own order, categories in that of their target, learned once (Wright, König 2019: Splitting on categorical predictors in random forests).
/// </summary>
internal sealed class FeatureBins
{
    /// <summary>Maximum number of bins of values.</summary>
    public const int Most = 1023;

    /// <summary>The bin of missing values, and of codes that were not seen.</summary>
    public const ushort Missing = Most;

    /// <summary>Larger codes of categories count as missing: the sets of codes in a model are as long as the largest code.</summary>
    public const int LargestCode = 65_535;

    /// <summary>At most this far from zero a value is zero, as in scoring (see <see cref="Trees.Forest"/>).</summary>
    private const double Zero = 1e-35f;

    private readonly double[] lows;
    private readonly double[] highs;
    private readonly Dictionary<int, ushort>? binOf;

    private FeatureBins(double[] cuts, int[][]? codes, double[] lows, double[] highs)
    {
        Cuts = cuts;
        Codes = codes;
        this.lows = lows;
        this.highs = highs;
        binOf = codes?.SelectMany((own, bin) => own.Select(code => (code, bin)))
            .ToDictionary(entry => entry.code, entry => (ushort)entry.bin);
    }

    /// <summary>For numbers: the largest value of each bin but the last, ascending; empty for categories.</summary>
    public double[] Cuts { get; }

    /// <summary>For categories: the codes in each bin, in the order of their target; null for numbers.</summary>
    public int[][]? Codes { get; }

    /// <summary>Number of bins of values.</summary>
    public int Count => lows.Length;

    /// <summary>Bins of equally many numbers, each distinct number in one of its own while there are few; NaN counts as missing.</summary>
    /// <param name="sample">Values of the feature; they are sorted in place.</param>
    public static FeatureBins OfNumbers(Span<double> sample)
    {
        var present = 0;
        foreach (var value in sample)
        {
            sample[present] = Plain(value);
            present += double.IsNaN(value) ? 0 : 1;
        }

        var sorted = sample[..present];
        sorted.Sort();
        List<double> distinct = [];
        List<long> counts = [];
        foreach (var value in sorted)
        {
            if (distinct.Count == 0 || value != distinct[^1])
            {
                distinct.Add(value);
                counts.Add(0);
            }

            counts[^1]++;
        }

        var ends = Group(counts);
        return new FeatureBins(
            [.. ends.SkipLast(1).Select(end => Between(distinct[end - 1], distinct[end]))],
            null,
            [.. ends.Prepend(0).SkipLast(1).Select(start => distinct[start])],
            [.. ends.Select(end => distinct[end - 1])]);
    }

    /// <summary>Bins of categories.</summary>
    /// <param name="codes">The codes in the order in which they are cut.</param>
    /// <param name="counts">Rows of each.</param>
    public static FeatureBins OfCategories(IReadOnlyList<int> codes, IReadOnlyList<long> counts)
    {
        var ends = Group(counts);
        int[][] bins = [.. ends.Prepend(0).Zip(ends, (start, end) => codes.Skip(start).Take(end - start).Order().ToArray())];
        double[] places = [.. bins.Select((_, bin) => (double)bin)];
        return new FeatureBins([], bins, places, places);
    }

    /// <summary>The code of a category, or null when it is none: as in scoring, a fraction is cut off.</summary>
    public static int? CodeOf(double value) => value is > -1 and < LargestCode + 1 ? (int)value : null;

    /// <summary>The bin of a value.</summary>
    public ushort Of(double value)
    {
        if (binOf is not null)
        {
            return CodeOf(value) is { } code && binOf.TryGetValue(code, out var bin) ? bin : Missing;
        }

        if (double.IsNaN(value) || Count == 0)
        {
            return Missing;
        }

        var at = Array.BinarySearch(Cuts, Plain(value));
        return (ushort)(at >= 0 ? at : ~at);
    }

    /// <summary>
    /// The last bin of the low side for a cut at a share of the way from the smallest value of one bin to the largest of another; the
    /// first bin is always on the low side, the last one never.
    /// </summary>
    public int At(double share, int first, int last)
    {
        var place = ((1 - share) * lows[first]) + (share * highs[last]);
        var bin = first;
        while (bin < last - 1 && highs[bin + 1] <= place)
        {
            bin++;
        }

        return bin;
    }

    /// <summary>Cuts a row of counts into at most <see cref="Most"/> groups of about the same sum; returns the end of each.</summary>
    private static List<int> Group(IReadOnlyList<long> counts)
    {
        List<int> ends = [];
        var (left, open) = (counts.Sum(), 0L);
        for (var i = 0; i < counts.Count; i++)
        {
            open += counts[i];
            var groups = Most - ends.Count;
            var isLast = i == counts.Count - 1;
            var few = counts.Count - 1 - i < groups;
            var fair = (double)left / groups;
            if (isLast || few || (groups > 1 && (open >= fair || counts[i + 1] >= fair)))
            {
                ends.Add(i + 1);
                (left, open) = (left - open, 0);
            }
        }

        return ends;
    }

    /// <summary>A number from the lower up to, but not equal to the higher, in the middle where that can be computed.</summary>
    private static double Between(double low, double high)
    {
        var middle = low + ((high - low) / 2);
        return middle >= low && middle < high ? middle : low;
    }

    /// <summary>A value as it is compared: finite, and zero when it is as good as zero.</summary>
    internal static double Plain(double value) =>
        Math.Abs(value) <= Zero ? 0 : Math.Clamp(value, -double.MaxValue, double.MaxValue);
}
