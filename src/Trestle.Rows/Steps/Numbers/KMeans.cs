using Trestle.Rows.Stats;

namespace Trestle.Rows.Steps.Numbers;

/// <summary>
/// Clusters of rows: Lloyd's algorithm from several starts by k-means++ (Arthur and Vassilvitskii 2007), the best of which counts.
/// </summary>
internal static class KMeans
{
    private const int Starts = 3;
    private const int MostSteps = 100;

    /// <summary>The middle of each cluster, ordered by the first column; the last is repeated where there are too few rows.</summary>
    public static double[][] Middles(IReadOnlyList<(double[] Row, long Rows)> rows, int count, int width, int seed)
    {
        if (rows.Count == 0)
        {
            return [.. Enumerable.Range(0, count).Select(_ => new double[width])];
        }

        var best = Enumerable.Range(0, Starts).Select(start => Search(rows, Math.Min(count, rows.Count), seed, start))
            .MinBy(found => found.Error).Middles.OrderBy(middle => middle, Comparer<double[]>.Create(Compare)).ToArray();
        return [.. Enumerable.Range(0, count).Select(n => best[Math.Min(n, best.Length - 1)])];
    }

    private static (double[][] Middles, double Error) Search(IReadOnlyList<(double[] Row, long Rows)> rows, int count, int seed, int start)
    {
        var middles = First(rows, count, seed, start);
        var (nearest, before) = (new int[rows.Count], double.PositiveInfinity);
        for (var step = 0; step < MostSteps; step++)
        {
            var error = 0.0;
            var (sums, totals) = (Array.ConvertAll(middles, middle => new double[middle.Length]), new double[count]);
            for (var row = 0; row < rows.Count; row++)
            {
                (nearest[row], var square) = Nearest(rows[row].Row, middles);
                error += rows[row].Rows * square;
                totals[nearest[row]] += rows[row].Rows;
                for (var i = 0; i < middles[0].Length; i++)
                {
                    sums[nearest[row]][i] += rows[row].Rows * rows[row].Row[i];
                }
            }

            if (!(error < before))
            {
                break;
            }

            before = error;
            middles = [.. middles.Select((middle, n) => totals[n] > 0 ? Array.ConvertAll(sums[n], sum => sum / totals[n]) : middle)];
        }

        return (middles, before);
    }

    /// <summary>Rows that are far from each other, drawn by their squared distance to those drawn before.</summary>
    private static double[][] First(IReadOnlyList<(double[] Row, long Rows)> rows, int count, int seed, int start)
    {
        var state = SplitMix.Mix(SplitMix.Mix((uint)seed) + (uint)start);
        var distance = rows.Select(_ => 1.0).ToArray();
        var middles = new List<double[]>();
        while (middles.Count < count)
        {
            var total = rows.Select((row, i) => row.Rows * distance[i]).Sum();
            var left = SplitMix.Unit(SplitMix.Mix(state += SplitMix.Step)) * total;
            var drawn = 0;
            while (drawn < rows.Count - 1 && (left -= rows[drawn].Rows * distance[drawn]) >= 0)
            {
                drawn++;
            }

            middles.Add(rows[drawn].Row);
            for (var i = 0; i < distance.Length; i++)
            {
                var square = Square(rows[i].Row, middles[^1]);
                distance[i] = middles.Count == 1 ? square : Math.Min(distance[i], square);
            }
        }

        return [.. middles];
    }

    private static (int Place, double Square) Nearest(double[] row, double[][] middles)
    {
        var (place, least) = (0, double.PositiveInfinity);
        for (var n = 0; n < middles.Length; n++)
        {
            var square = Square(row, middles[n]);
            (place, least) = square < least ? (n, square) : (place, least);
        }

        return (place, least);
    }

    private static double Square(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }

        return sum;
    }

    private static int Compare(double[]? a, double[]? b) =>
        a!.Zip(b!, (x, y) => x.CompareTo(y)).FirstOrDefault(order => order != 0);
}
