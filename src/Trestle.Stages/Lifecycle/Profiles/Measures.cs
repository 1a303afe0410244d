using Trestle.Learners.Statistics;

namespace Trestle.Stages.Lifecycle.Profiles;

/// <summary>
/// How closely two columns go together. NaN where that cannot be said: a column does not vary, or too few rows have both.
/// </summary>
internal static class Measures
{
    /// <summary>Pearson's correlation over the rows that have both values (scipy.stats.pearsonr).</summary>
    public static double Pearson(double[] x, double[] y)
    {
        var (count, meanX, meanY) = (0, 0.0, 0.0);
        for (var i = 0; i < x.Length; i++)
        {
            if (!double.IsNaN(x[i]) && !double.IsNaN(y[i]))
            {
                (count, meanX, meanY) = (count + 1, meanX + x[i], meanY + y[i]);
            }
        }

        (meanX, meanY) = (meanX / count, meanY / count);
        var (xx, yy, xy) = (0.0, 0.0, 0.0);
        for (var i = 0; i < x.Length; i++)
        {
            if (!double.IsNaN(x[i]) && !double.IsNaN(y[i]))
            {
                var (dx, dy) = (x[i] - meanX, y[i] - meanY);
                (xx, yy, xy) = (xx + (dx * dx), yy + (dy * dy), xy + (dx * dy));
            }
        }

        return xx > 0 && yy > 0 ? Math.Clamp(xy / Math.Sqrt(xx) / Math.Sqrt(yy), -1, 1) : double.NaN;
    }

    /// <summary>Spearman's correlation: Pearson's of the ranks among the rows that have both values (scipy.stats.spearmanr).</summary>
    public static double Spearman(SampledColumn x, SampledColumn y) => Pearson(Ranks(x, y), Ranks(y, x));

    /// <summary>
    /// Cramér's V of two categories, with the correction for chance of Bergsma (Journal of the Korean Statistical Society 42, 2013).
    /// </summary>
    public static double CramersV(double[] x, double[] y)
    {
        var cells = new Dictionary<(double, double), int>();
        var (rows, columns, total) = (new Dictionary<double, int>(), new Dictionary<double, int>(), 0);
        for (var i = 0; i < x.Length; i++)
        {
            if (!double.IsNaN(x[i]) && !double.IsNaN(y[i]))
            {
                total++;
                rows[x[i]] = rows.GetValueOrDefault(x[i]) + 1;
                columns[y[i]] = columns.GetValueOrDefault(y[i]) + 1;
                cells[(x[i], y[i])] = cells.GetValueOrDefault((x[i], y[i])) + 1;
            }
        }

        if (rows.Count < 2 || columns.Count < 2)
        {
            return double.NaN;
        }

        // The sum of observed² / expected over all cells is that over the cells with rows.
        var square = cells.Sum(cell => (double)cell.Value * cell.Value / ((double)rows[cell.Key.Item1] * columns[cell.Key.Item2])) - 1;
        var (r, k) = ((double)rows.Count, (double)columns.Count);
        var corrected = Math.Max(0, square - ((r - 1) * (k - 1) / (total - 1)));
        var least = Math.Min(r - ((r - 1) * (r - 1) / (total - 1)), k - ((k - 1) * (k - 1) / (total - 1))) - 1;
        return least > 0 ? Math.Min(1, Math.Sqrt(corrected / least)) : double.NaN;
    }

    /// <summary>
    /// The correlation ratio η: the root of the share of the numbers' variance that lies between the categories (Pearson 1905).
    /// </summary>
    public static double CorrelationRatio(double[] categories, double[] numbers)
    {
        var groups = new Dictionary<double, (int Rows, double Sum)>();
        var (count, sum) = (0, 0.0);
        for (var i = 0; i < numbers.Length; i++)
        {
            if (!double.IsNaN(categories[i]) && !double.IsNaN(numbers[i]))
            {
                var group = groups.GetValueOrDefault(categories[i]);
                groups[categories[i]] = (group.Rows + 1, group.Sum + numbers[i]);
                (count, sum) = (count + 1, sum + numbers[i]);
            }
        }

        var (mean, total) = (sum / count, 0.0);
        for (var i = 0; i < numbers.Length; i++)
        {
            if (!double.IsNaN(categories[i]) && !double.IsNaN(numbers[i]))
            {
                total += (numbers[i] - mean) * (numbers[i] - mean);
            }
        }

        var between = groups.Values.Sum(group => group.Rows * Math.Pow((group.Sum / group.Rows) - mean, 2));
        return groups.Count > 1 && total > 0 ? Math.Sqrt(Math.Min(1, between / total)) : double.NaN;
    }

    /// <summary>The mean ranks of one column's values among the rows where another has a value; NaN elsewhere.</summary>
    private static double[] Ranks(SampledColumn column, SampledColumn other) =>
        MeanRanks.Of(column.Values, [.. column.Order.Where(row => !double.IsNaN(other.Values[row]))]);
}
