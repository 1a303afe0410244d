using Trestle.Rows.Stats;

namespace Trestle.Stages.ValidateData.Evidence;

/// <summary>How the values of a column are distributed.</summary>
public sealed class Distribution
{
    private const int MostTexts = 1000;
    private const int Bins = 10;

    private Distribution(double[] values, long[] counts, IReadOnlyList<string>? texts)
    {
        (Values, Counts, Texts) = (values, counts, texts);
        Rows = counts.Sum();
    }

    /// <summary>Distinct numbers, ascending; empty for texts.</summary>
    public IReadOnlyList<double> Values { get; }

    /// <summary>Number of rows of each of the values, or of the texts and, at the end, of all other texts.</summary>
    public IReadOnlyList<long> Counts { get; }

    /// <summary>The texts, at most a thousand, the most frequent first; null for numbers.</summary>
    public IReadOnlyList<string>? Texts { get; }

    /// <summary>Number of rows with a value.</summary>
    public long Rows { get; }

    /// <summary>That of numbers.</summary>
    public static Distribution Of(QuantilesValue quantiles) => new(quantiles.Values.ToArray(), quantiles.Counts.ToArray(), null);

    /// <summary>That of texts.</summary>
    public static Distribution Of(FrequenciesValue frequencies)
    {
        var ordered = frequencies.Ordered();
        var known = ordered.Take(MostTexts).ToArray();
        return new(
            [], [.. known.Select(entry => entry.Value), ordered.Skip(MostTexts).Sum(entry => entry.Value)],
            [.. known.Select(entry => entry.Key)]);
    }

    /// <summary>That of texts which were counted separately, the same as those of a reference.</summary>
    public static Distribution Of(CategoryCountsValue counted, IReadOnlyList<string> texts) => new([], counted.Counts.ToArray(), texts);

    /// <summary>The standard deviation of numbers, NaN for fewer than two.</summary>
    public double Deviation()
    {
        var mean = 0.0;
        for (var i = 0; i < Values.Count; i++)
        {
            mean += Values[i] * Counts[i] / Rows;
        }

        var squares = 0.0;
        for (var i = 0; i < Values.Count; i++)
        {
            squares += Counts[i] * (Values[i] - mean) * (Values[i] - mean);
        }

        return Rows < 2 ? double.NaN : Math.Sqrt(squares / (Rows - 1));
    }

    /// <summary>
    /// The rows of both in the same bins: the texts, or ranges of numbers between the tenths of the first; a value belongs to the bin
    /// whose upper edge it is.
    /// </summary>
    public static (long[] First, long[] Second) InBins(Distribution first, Distribution second)
    {
        if (first.Texts is not null)
        {
            return ([.. first.Counts], [.. second.Counts]);
        }

        var edges = first.Edges();
        return (first.Counted(edges), second.Counted(edges));
    }

    private double[] Edges()
    {
        var (edges, seen, next) = (new List<double>(), 0L, 1);
        for (var i = 0; i < Values.Count && next < Bins; i++)
        {
            seen += Counts[i];
            if (seen * Bins >= next * Rows)
            {
                edges.Add(Values[i]);
                next = (int)(seen * Bins / Rows) + 1;
            }
        }

        return [.. edges];
    }

    private long[] Counted(double[] edges)
    {
        var counts = new long[edges.Length + 1];
        for (var i = 0; i < Values.Count; i++)
        {
            var bin = Array.BinarySearch(edges, Values[i]);
            counts[bin < 0 ? ~bin : bin] += Counts[i];
        }

        return counts;
    }
}
