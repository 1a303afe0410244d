using Trestle.Core.Schema;

namespace Trestle.Learners.Forests;

/// <summary>
/// Orders categories by their target, so that a few cuts do for all splits into two sets: by the mean of a value or of a class, and for
/// several classes along the first principal component of their shares (Coppersmith, Hong, Hosking 1999: Partitioning nominal attributes in
/// decision trees). Means are drawn to that of all rows, as if <see cref="Prior"/> more rows had it: a rare category does not
/// get to an end by chance.
/// </summary>
internal static class CategoryOrder
{
    private const double Prior = 10;
    private const int PowerSteps = 100;

    /// <summary>The bins of a feature whose values are codes.</summary>
    public static FeatureBins Bins(double[] values, TrainingSet train)
    {
        var width = train.Task == TaskKind.Multiclass ? train.Classes : 1;
        var all = new double[width];
        var sums = new SortedDictionary<int, (long Count, double Weight, double[] Sums)>();
        for (var row = 0; row < values.Length; row++)
        {
            Add(all, train.Labels[row], train.Weight(row));
            if (FeatureBins.CodeOf(values[row]) is { } code)
            {
                var (count, weight, own) = sums.TryGetValue(code, out var known) ? known : (0, 0, new double[width]);
                Add(own, train.Labels[row], train.Weight(row));
                sums[code] = (count + 1, weight + train.Weight(row), own);
            }
        }

        var total = train.Total;
        var means = sums.ToDictionary(
            entry => entry.Key,
            entry => entry.Value.Sums.Select((sum, k) => (sum + (Prior * all[k] / total)) / (entry.Value.Weight + Prior)).ToArray());
        var places = width == 1
            ? means.ToDictionary(entry => entry.Key, entry => entry.Value[0])
            : Along(means, code => sums[code].Weight);
        int[] order = [.. sums.Keys.OrderBy(code => places[code]).ThenBy(code => code)];
        return FeatureBins.OfCategories(order, [.. order.Select(code => sums[code].Count)]);
    }

    private static void Add(double[] sums, double label, double weight)
    {
        if (sums.Length == 1)
        {
            sums[0] += weight * label;
        }
        else
        {
            sums[(int)label] += weight;
        }
    }

    /// <summary>The place of each category along the axis on which they differ most, by power iteration on their covariance.</summary>
    private static Dictionary<int, double> Along(Dictionary<int, double[]> means, Func<int, double> count)
    {
        var total = means.Keys.Sum(count);
        var centre = Weighted(means, code => count(code) / total);
        var away = means.ToDictionary(entry => entry.Key, entry => entry.Value.Select((share, k) => share - centre[k]).ToArray());

        // The category that is farthest away is a start that is not at a right angle to the axis.
        var axis = away.MaxBy(entry => (Dot(entry.Value, entry.Value), -entry.Key)).Value;
        for (var step = 0; step < PowerSteps; step++)
        {
            var along = axis;
            var next = Weighted(away, code => count(code) / total * Dot(away[code], along));
            var length = Math.Sqrt(Dot(next, next));
            if (length == 0)
            {
                break;
            }

            axis = Array.ConvertAll(next, value => value / length);
        }

        return away.ToDictionary(entry => entry.Key, entry => Dot(entry.Value, axis));
    }

    private static double[] Weighted(Dictionary<int, double[]> vectors, Func<int, double> weight)
    {
        var sum = new double[vectors.Values.First().Length];
        foreach (var (code, vector) in vectors)
        {
            var own = weight(code);
            for (var k = 0; k < sum.Length; k++)
            {
                sum[k] += own * vector[k];
            }
        }

        return sum;
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
