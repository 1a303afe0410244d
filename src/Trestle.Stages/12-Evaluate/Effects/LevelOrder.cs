using Trestle.Stages.ValidateModel.Columns;

namespace Trestle.Stages.Evaluate.Effects;

/// <summary>
/// Categories in an order in which similar ones are neighbours (Apley, Zhu 2020, supplement E): the distance of two is the sum, over all
/// other columns, of how far their distributions are apart (Kolmogorov and Smirnov's distance of numbers, total variation of texts), and
/// the order is that of the first coordinate of classical multidimensional scaling (Torgerson 1952).
/// </summary>
internal static class LevelOrder
{
    private const int Turns = 200;
    private const int MostTexts = 50;

    /// <summary>The categories of a column in that order; the first by name is nearer to the beginning than the last.</summary>
    public static ColumnPoints Of(RowBlock rows, int column, ColumnPoints points)
    {
        if (points.Categories.Count < 3)
        {
            return points;
        }

        var distances = Distances(rows, column, points);
        var coordinates = FirstCoordinate(distances);
        var sign = coordinates[0] <= coordinates[^1] ? 1 : -1;
        return points with
        {
            Categories = [.. points.Categories.Index().OrderBy(level => sign * coordinates[level.Index]).Select(level => level.Item)],
        };
    }

    /// <summary>The distance of each two categories.</summary>
    internal static double[][] Distances(RowBlock rows, int column, ColumnPoints points)
    {
        var places = points.PlaceOf(rows, column);
        var counts = new double[points.Count];
        foreach (var place in places.Where(place => place >= 0))
        {
            counts[place]++;
        }

        var distances = Enumerable.Range(0, points.Count).Select(_ => new double[points.Count]).ToArray();
        for (var other = 0; other < rows.Schema.Count; other++)
        {
            if (other == column || ReservedColumns.Contains(rows.Schema[other].Name))
            {
                continue;
            }

            var (shares, isNumber) = Shares(rows, other, places, counts);
            for (var a = 0; a < points.Count; a++)
            {
                for (var b = 0; b < points.Count; b++)
                {
                    distances[a][b] += isNumber ? Largest(shares[a], shares[b]) : Variation(shares[a], shares[b]);
                }
            }
        }

        return distances;
    }

    /// <summary>For each category, the cumulative shares of a number at its deciles and between, or the shares of texts.</summary>
    private static (double[][] Shares, bool IsNumber) Shares(RowBlock rows, int other, int[] places, double[] counts)
    {
        int[] cells;
        int most;
        var isNumber = rows.Schema[other].Kind == ColumnKind.Number;
        if (isNumber)
        {
            var sorted = rows.Numbers(other).ToArray().Where(double.IsFinite).Order().ToArray();
            double[] ends = sorted.Length == 0 ? []
                : [.. Enumerable.Range(1, 20).Select(part => sorted[(sorted.Length - 1) * part / 20]).Distinct()];
            cells = Array.ConvertAll(
                rows.Numbers(other).ToArray(), value => double.IsFinite(value) ? Array.FindIndex(ends, end => value <= end) : -1);
            most = ends.Length;
        }
        else
        {
            var known = rows.Texts(other).ToArray().GroupBy(text => text ?? "", StringComparer.Ordinal)
                .OrderByDescending(level => level.Count()).ThenBy(level => level.Key, StringComparer.Ordinal).Take(MostTexts)
                .Index().ToDictionary(level => level.Item.Key, level => level.Index, StringComparer.Ordinal);
            cells = Array.ConvertAll(rows.Texts(other).ToArray(), text => known.GetValueOrDefault(text ?? "", -1));
            most = known.Count;
        }

        var shares = Enumerable.Range(0, counts.Length).Select(_ => new double[most]).ToArray();
        for (var row = 0; row < places.Length; row++)
        {
            if (places[row] >= 0 && cells[row] >= 0)
            {
                shares[places[row]][cells[row]] += 1 / counts[places[row]];
            }
        }

        foreach (var own in isNumber ? shares : [])
        {
            for (var cell = 1; cell < own.Length; cell++)
            {
                own[cell] += own[cell - 1];
            }
        }

        return (shares, isNumber);
    }

    private static double Largest(double[] a, double[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).DefaultIfEmpty(0).Max();

    private static double Variation(double[] a, double[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Sum() / 2;

    /// <summary>The eigenvector of the largest eigenvalue of the doubly centred squares, by power iteration.</summary>
    private static double[] FirstCoordinate(double[][] distances)
    {
        var count = distances.Length;
        var squares = distances.Select(row => Array.ConvertAll(row, distance => -distance * distance / 2)).ToArray();
        double[] means = [.. squares.Select(row => row.Average())];
        var mean = means.Average();
        for (var a = 0; a < count; a++)
        {
            for (var b = 0; b < count; b++)
            {
                squares[a][b] += mean - means[a] - means[b];
            }
        }

        // A shift makes the largest eigenvalue also the largest in size.
        var shift = squares.Max(row => row.Sum(Math.Abs));
        double[] vector = [.. Enumerable.Range(0, count).Select(level => 1 + level + (level * level / (double)count))];
        for (var turn = 0; turn < Turns; turn++)
        {
            double[] next = [.. squares.Select((row, a) => row.Zip(vector, (x, y) => x * y).Sum() + (shift * vector[a]))];
            var middle = next.Average();
            var size = Math.Sqrt(next.Sum(value => (value - middle) * (value - middle)));
            if (size == 0)
            {
                return vector;
            }

            vector = Array.ConvertAll(next, value => (value - middle) / size);
        }

        return vector;
    }
}
