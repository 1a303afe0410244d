namespace Trestle.Rows.Stats;

/// <summary>Distinct values, ascending, and how often each occurs; never changed once made.</summary>
internal sealed class Histogram(double[] values, long[] counts, int distinct)
{
    public static Histogram Empty { get; } = new([], [], 0);

    public int Distinct => distinct;

    public ReadOnlySpan<double> Values => values.AsSpan(0, distinct);

    public ReadOnlySpan<long> Counts => counts.AsSpan(0, distinct);

    public static Histogram OfSorted(ReadOnlySpan<double> sorted)
    {
        var values = new double[sorted.Length];
        var counts = new long[sorted.Length];
        var distinct = 0;
        foreach (var value in sorted)
        {
            Append(values, counts, ref distinct, value, 1);
        }

        return new Histogram(values, counts, distinct);
    }

    /// <summary>Values in any order, each with its count; both arrays are taken over.</summary>
    public static Histogram OfCounted(double[] values, long[] counts)
    {
        Array.Sort(values, counts);
        var distinct = 0;
        for (var i = 0; i < values.Length; i++)
        {
            Append(values, counts, ref distinct, values[i], counts[i]);
        }

        return new Histogram(values, counts, distinct);
    }

    public static Histogram Union(Histogram a, Histogram b)
    {
        var values = new double[a.Distinct + b.Distinct];
        var counts = new long[values.Length];
        var distinct = 0;
        var (i, j) = (0, 0);
        while (i < a.Distinct || j < b.Distinct)
        {
            var first = j == b.Distinct || (i < a.Distinct && a.Values[i] <= b.Values[j]);
            var (value, count) = first ? (a.Values[i], a.Counts[i++]) : (b.Values[j], b.Counts[j++]);
            Append(values, counts, ref distinct, value, count);
        }

        return new Histogram(values, counts, distinct);
    }

    private static void Append(double[] values, long[] counts, ref int distinct, double value, long count)
    {
        if (distinct > 0 && values[distinct - 1] == value)
        {
            counts[distinct - 1] += count;
            return;
        }

        values[distinct] = value;
        counts[distinct++] = count;
    }
}
