using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.SelectFeatures;

/// <summary>
/// A value is the sum or difference of columns, or their product or quotient: least squares explain it, on the numbers or on their
/// logarithms. Columns that are not needed for that are left out one by one, by the sweep operator (Goodnight 1979).
/// </summary>
internal sealed class SumLeak : ILeakCheck
{
    private const double Limit = 0.999;
    private const int MostColumns = 300;
    private const int RowsPerColumn = 5;
    private const int FewestRows = 50;
    private const double Collinear = 1e-9;
    private const double MostMissing = 0.2;

    /// <summary>Rows with the smallest and the largest targets are left out: an outlier would be nearly all of what is explained.</summary>
    private const double Trimmed = 0.01;

    /// <inheritdoc/>
    public IEnumerable<LeakFinding> Find(LeakSample sample, CancellationToken cancellation)
    {
        if (sample.Task != TaskKind.Regression || !sample.IsEnough || sample.Limit >= 1)
        {
            yield break;
        }

        LeakColumn[] columns =
        [
            .. sample.Columns.Where((column, i) => !column.IsCategory && sample.Alone[i] <= sample.Limit
                && column.Values.Count(double.IsNaN) <= MostMissing * column.Values.Length).Take(MostColumns),
        ];
        var limit = Math.Max(Limit, sample.Limit);
        var sum = Fit(columns, sample.Labels, limit, cancellation);
        if (sum is not null)
        {
            yield return Finding(sum, " + ", " - ", "multiples");
            yield break;
        }

        if (sample.Labels.All(label => label > 0))
        {
            LeakColumn[] positive = [.. columns.Where(column => column.Values.All(value => double.IsNaN(value) || value > 0))];
            var product = Fit(
                [.. positive.Select(column => column with { Values = [.. column.Values.Select(value => Math.Log(value))] })],
                [.. sample.Labels.Select(label => Math.Log(label))], limit, cancellation);
            if (product is not null)
            {
                yield return Finding(product, " × ", " / ", "powers");
            }
        }
    }

    private static LeakFinding Finding(Combination found, string plus, string minus, string weighted)
    {
        var ordered = found.Columns.OrderByDescending(column => column.Weight > 0).ToArray();
        var isPlain = found.Columns.All(column => Math.Abs(Math.Abs(column.Weight) - 1) < 0.02);
        var words = isPlain
            ? string.Concat(ordered.Select((column, i) => $"{(column.Weight < 0 ? minus : i == 0 ? "" : plus)}{column.Name}"))
            : $"a combination of {weighted} of {string.Join(", ", ordered.Select(column => column.Name))}";
        return new LeakFinding(
            "sum",
            [.. found.Columns.Select(column => column.Source).Distinct()],
            $"the target is {words.Trim()}: R² {found.Explained:0.0000}",
            Stops: true);
    }

    /// <summary>The smallest set of two or more columns that explain the target up to the limit; null when all do not.</summary>
    private static Combination? Fit(LeakColumn[] columns, double[] target, double limit, CancellationToken cancellation)
    {
        int[] rows = Middle(
            [.. Enumerable.Range(0, target.Length).Where(row => columns.All(column => !double.IsNaN(column.Values[row])))], target);
        double[][] all = [.. columns.Select(column => column.Values).Append(target)];
        if (columns.Length < 2 || rows.Length < Math.Max(FewestRows, RowsPerColumn * columns.Length))
        {
            return null;
        }

        var scales = all.Select(values => Scale(values, rows)).ToArray();
        var sums = Correlations(all, rows, scales, cancellation);
        var y = columns.Length;
        var swept = new HashSet<int>();
        for (var column = 0; column < y; column++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (sums[column, column] > Collinear)
            {
                Sweep(sums, column);
                swept.Add(column);
            }
        }

        while (swept.Count > 0 && sums[y, y] + swept.Min(Lost) <= 1 - limit)
        {
            cancellation.ThrowIfCancellationRequested();
            var least = swept.Order().MinBy(Lost);
            Sweep(sums, least);
            swept.Remove(least);
        }

        if (sums[y, y] > 1 - limit || swept.Count < 2)
        {
            return null;
        }

        // What explains nearly all squares has to explain the order of the rows, too.
        var weights = swept.Order().Select(column => (column, Weight: sums[column, y] * scales[y].Deviation / scales[column].Deviation))
            .ToArray();
        double[] fitted = [.. rows.Select(row => weights.Sum(column => column.Weight * all[column.column][row]))];
        var explained = OneColumn.SquaredCorrelation(OneColumn.Ranks(fitted), OneColumn.Ranks([.. rows.Select(row => target[row])]));
        return explained < limit ? null
            : new Combination(
                [.. weights.Select(column => (columns[column.column].Name, columns[column.column].Source, column.Weight))],
                1 - Math.Max(0, sums[y, y]));

        double Lost(int column) => sums[column, y] * sums[column, y] / Math.Abs(sums[column, column]);
    }

    private static int[] Middle(int[] rows, double[] target)
    {
        double[] ascending = [.. rows.Select(row => target[row]).Order()];
        var cut = (int)(Trimmed * rows.Length);
        return cut == 0 ? rows : [.. rows.Where(row => target[row] >= ascending[cut] && target[row] <= ascending[^(cut + 1)])];
    }

    private static (double Mean, double Deviation) Scale(double[] values, int[] rows)
    {
        var mean = rows.Average(row => values[row]);
        return (mean, Math.Sqrt(rows.Average(row => (values[row] - mean) * (values[row] - mean))));
    }

    private static double[,] Correlations(
        double[][] columns, int[] rows, (double Mean, double Deviation)[] scales, CancellationToken cancellation)
    {
        double[][] standard =
        [
            .. columns.Select((values, i) => rows.Select(
                row => scales[i].Deviation > 0 ? (values[row] - scales[i].Mean) / scales[i].Deviation : 0).ToArray()),
        ];
        var sums = new double[columns.Length, columns.Length];
        for (var a = 0; a < columns.Length; a++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var b = a; b < columns.Length; b++)
            {
                var sum = 0.0;
                for (var row = 0; row < rows.Length; row++)
                {
                    sum += standard[a][row] * standard[b][row];
                }

                sums[a, b] = sums[b, a] = sum / rows.Length;
            }
        }

        return sums;
    }

    /// <summary>Adds a column to the regression, or takes it out again.</summary>
    private static void Sweep(double[,] a, int k)
    {
        var (size, pivot) = (a.GetLength(0), a[k, k]);
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j < size; j++)
            {
                if (i != k && j != k)
                {
                    a[i, j] -= a[i, k] * a[k, j] / pivot;
                }
            }
        }

        for (var i = 0; i < size; i++)
        {
            if (i != k)
            {
                a[i, k] /= Math.Abs(pivot);
                a[k, i] /= Math.Abs(pivot);
            }
        }

        a[k, k] = -1 / pivot;
    }

    private sealed record Combination(IReadOnlyList<(string Name, string Source, double Weight)> Columns, double Explained);
}
