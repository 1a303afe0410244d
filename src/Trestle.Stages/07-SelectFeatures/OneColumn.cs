using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;

namespace Trestle.Stages.SelectFeatures;

/// <summary>
/// How well one column alone tells the target: AUC for two classes, its mean over the classes for more, R² of the ranks for a value (one
/// outlier that two columns share would make R² of the values 1). What is learned (a small tree for numbers, means for categories; no
/// value is a category) is measured out of fold, so an identifier tells nothing unless its values recur. A number that rises or falls with
/// the target needs no learning; any other function of a number is read off between its neighbours.
/// </summary>
internal sealed class OneColumn(LeakSample sample)
{
    private const int FewValues = 100;
    private const int DepthForClasses = 3;
    private const int DepthForValues = 6;
    private const int FewestOfClass = 10;

    private static readonly Auc Auc = new();
    private static readonly R2 R2 = new();

    private readonly double[] labels = sample.Task == TaskKind.Regression ? Ranks(sample.Labels) : sample.Labels;

    /// <summary>The figure, 0 to 1; 0 when nothing can be said.</summary>
    public double Figure(double[] values, bool isCategory)
    {
        var codes = isCategory ? values : Codes(values);
        var figures = new List<double> { 0 };
        if (codes is not null)
        {
            figures.Add(OutOfFold(train => ByCategory(codes, train)));
        }

        if (!isCategory)
        {
            int[] ascending = [.. Enumerable.Range(0, values.Length).Where(row => !double.IsNaN(values[row])).OrderBy(row => values[row])];
            figures.Add(OutOfFold(train => ByTree(values, ascending, train)));
            if (sample.Task == TaskKind.Regression)
            {
                figures.Add(OutOfFold(train => ByNeighbours(values, ascending, train)));
            }

            if (ascending.Length == values.Length)
            {
                figures.Add(Monotone(values));
            }
        }

        return figures.Where(double.IsFinite).Max();
    }

    /// <summary>The ranks of numbers as shares, the mean rank for equal ones.</summary>
    public static double[] Ranks(double[] values) => Array.ConvertAll(
        MeanRanks.Of(values, [.. Enumerable.Range(0, values.Length).OrderBy(i => values[i])]), rank => rank / values.Length);

    /// <summary>The squared correlation of two columns; 0 when one does not vary.</summary>
    public static double SquaredCorrelation(double[] x, double[] y)
    {
        var (meanX, meanY) = (x.Average(), y.Average());
        var (xx, yy, xy) = (0.0, 0.0, 0.0);
        for (var i = 0; i < x.Length; i++)
        {
            xx += (x[i] - meanX) * (x[i] - meanX);
            yy += (y[i] - meanY) * (y[i] - meanY);
            xy += (x[i] - meanX) * (y[i] - meanY);
        }

        return xx > 0 && yy > 0 ? Math.Min(1, xy * xy / (xx * yy)) : 0;
    }

    /// <summary>Over all rows; where the split is by time, within each fold, since what grows with time goes with all that grows.</summary>
    private double Monotone(double[] values)
    {
        if (sample.Task == TaskKind.Multiclass)
        {
            return 0;
        }

        var groups = sample.Time is null
            ? [[.. Enumerable.Range(0, labels.Length)]]
            : Enumerable.Range(0, labels.Length).GroupBy(row => sample.Folds[row]).Select(rows => rows.ToArray());
        var (sum, count) = (0.0, 0);
        foreach (var rows in groups)
        {
            var figure = Monotone([.. rows.Select(row => values[row])], [.. rows.Select(row => sample.Labels[row])]);
            (sum, count) = double.IsFinite(figure) ? (sum + (figure * rows.Length), count + rows.Length) : (sum, count);
        }

        return count > 0 ? sum / count : 0;
    }

    private double Monotone(double[] values, double[] targets)
    {
        if (sample.Task == TaskKind.Regression)
        {
            return SquaredCorrelation(Ranks(values), Ranks(targets));
        }

        var area = Auc.Measure(new Outcome(TaskKind.Binary, targets, values, 1));
        return Math.Max(area, 1 - area);
    }

    /// <summary>Few numbers may be codes whose order means nothing.</summary>
    private static double[]? Codes(double[] values) =>
        values.Where(value => !double.IsNaN(value)).Distinct().Take(FewValues + 1).Count() <= FewValues ? values : null;

    private double OutOfFold(Func<Func<int, bool>, Func<int, double[]>> learn)
    {
        var rows = new List<int>();
        var predicted = new List<double[]>();
        foreach (var (train, validate) in sample.Rounds)
        {
            var predict = learn(row => train.Contains(sample.Folds[row]));
            for (var row = 0; row < labels.Length; row++)
            {
                if (validate.Contains(sample.Folds[row]))
                {
                    rows.Add(row);
                    predicted.Add(predict(row));
                }
            }
        }

        double[] truth = [.. rows.Select(row => labels[row])];
        return sample.Task switch
        {
            TaskKind.Regression => R2.Measure(new Outcome(TaskKind.Regression, truth, [.. predicted.Select(means => means[0])], 1)),
            TaskKind.Binary => Auc.Measure(new Outcome(TaskKind.Binary, truth, [.. predicted.Select(shares => shares[1])], 1)),
            _ => MeanArea(new Outcome(TaskKind.Multiclass, truth, [.. predicted.SelectMany(shares => shares)], sample.Classes)),
        };
    }

    /// <summary>The mean AUC of a class against all others, of classes with enough rows.</summary>
    private static double MeanArea(Outcome outcome)
    {
        double[] areas =
        [
            .. Enumerable.Range(0, outcome.Outputs)
                .Where(name => outcome.Labels.Count(label => label == name) >= FewestOfClass)
                .Select(name => Auc.Measure(outcome.OneVersusRest(name))).Where(double.IsFinite),
        ];
        return areas.Length > 1 ? areas.Average() : double.NaN;
    }

    private Func<int, double[]> ByCategory(double[] codes, Func<int, bool> learn)
    {
        var all = new LeafTotals(sample.Classes);
        var totals = new Dictionary<double, LeafTotals>();
        for (var row = 0; row < codes.Length; row++)
        {
            if (learn(row))
            {
                all.Add(labels[row], 1);
                if (!totals.TryGetValue(codes[row], out var own))
                {
                    totals.Add(codes[row], own = new LeafTotals(sample.Classes));
                }

                own.Add(labels[row], 1);
            }
        }

        var means = totals.ToDictionary(entry => entry.Key, entry => entry.Value.Means(all));
        var unseen = all.Means(all);
        return row => means.GetValueOrDefault(codes[row], unseen);
    }

    /// <summary>On the straight line between the next smaller and the next larger number that was learned from.</summary>
    private Func<int, double[]> ByNeighbours(double[] values, int[] ascending, Func<int, bool> learn)
    {
        var points = ascending.Where(learn).GroupBy(row => values[row])
            .Select(rows => (X: rows.Key, Y: rows.Average(row => labels[row]))).ToArray();
        double[] xs = [.. points.Select(point => point.X)];
        return row =>
        {
            if (double.IsNaN(values[row]) || points.Length == 0)
            {
                return [0.5];
            }

            var place = Array.BinarySearch(xs, values[row]);
            var (below, above) = place >= 0 ? (place, place) : (Math.Max(0, ~place - 1), Math.Min(xs.Length - 1, ~place));
            var apart = xs[above] - xs[below];
            var part = apart > 0 ? (values[row] - xs[below]) / apart : 0;
            return [points[below].Y + (part * (points[above].Y - points[below].Y))];
        };
    }

    private Func<int, double[]> ByTree(double[] values, int[] ascending, Func<int, bool> learn)
    {
        int[] rows = [.. ascending.Where(learn)];
        var tree = NumberTree.Learn(
            [.. rows.Select(row => values[row])], [.. rows.Select(row => labels[row])], sample.Classes,
            sample.Task == TaskKind.Regression ? DepthForValues : DepthForClasses);
        var (missing, all) = (new LeafTotals(sample.Classes), new LeafTotals(sample.Classes));
        for (var row = 0; row < values.Length; row++)
        {
            if (learn(row))
            {
                all.Add(labels[row], 1);
                if (double.IsNaN(values[row]))
                {
                    missing.Add(labels[row], 1);
                }
            }
        }

        var none = missing.Means(all);
        return row => double.IsNaN(values[row]) ? none : tree.Predict(values[row]);
    }
}
