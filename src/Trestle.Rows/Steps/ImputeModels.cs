using Trestle.Rows.Stats;

namespace Trestle.Rows.Steps;

/// <summary>Learns the models of <see cref="ModelImpute"/>, column after column, each from the rows that have a value there.</summary>
internal sealed class ImputeModels
{
    private readonly ModelInput[] columns;
    private readonly IReadOnlyList<(double[] Row, long Rows)> sample;
    private readonly IReadOnlySet<string> looked;
    private readonly double alpha;
    private readonly InputRow layout;
    private readonly double[][] values;
    private readonly double[][] inputs;

    /// <summary>Columns without their means yet, rows in which texts are codes, and the columns that may have a weight.</summary>
    public ImputeModels(
        ModelInput[] columns, IReadOnlyList<(double[] Row, long Rows)> sample, IReadOnlySet<string> looked, double alpha)
    {
        (this.sample, this.looked, this.alpha) = (sample, looked, alpha);
        values = [.. sample.Select(row => Placed(columns, row.Row))];
        this.columns = [.. columns.Select((column, at) => column with { Means = Means(column, at) })];
        layout = new InputRow(this.columns, []);
        inputs = [.. values.Select(row =>
        {
            var made = new double[layout.Width];
            for (var at = 0; at < row.Length; at++)
            {
                layout.Set(made, at, row[at]);
            }

            return made;
        })];
    }

    /// <summary>Models for some columns in order; others are filled with the mean or the most frequent category.</summary>
    public FittedModelImpute Fit(IReadOnlyList<string> order, IReadOnlyList<string> others)
    {
        var fills = new List<ModelFill>();
        foreach (var column in order)
        {
            var at = layout.Place(column);
            var fill = Fill(at);
            fills.Add(fill);
            for (var row = 0; row < values.Length; row++)
            {
                if (double.IsNaN(values[row][at]))
                {
                    layout.Set(inputs[row], at, FittedModelImpute.Value(fill, inputs[row]));
                }
            }
        }

        fills.AddRange(others.Select(column => Plain(layout.Place(column))));
        return new FittedModelImpute(columns, fills);
    }

    /// <summary>Texts by the places of their categories; one that is not told apart is beyond the last.</summary>
    private static double[] Placed(ModelInput[] columns, double[] row)
    {
        var placed = new double[row.Length];
        for (var at = 0; at < row.Length; at++)
        {
            var codes = columns[at].Levels;
            placed[at] = codes is null || double.IsNaN(row[at]) ? row[at] : Place(codes, row[at]);
        }

        return placed;
    }

    private static int Place(IReadOnlyList<string> levels, double code)
    {
        for (var i = 0; i < levels.Count; i++)
        {
            if (RowSketch.Code(levels[i]) == code)
            {
                return i;
            }
        }

        return levels.Count;
    }

    private double[] Means(ModelInput column, int at)
    {
        var (sums, rows) = (new double[column.Width], 0.0);
        for (var row = 0; row < values.Length; row++)
        {
            var value = values[row][at];
            if (double.IsNaN(value))
            {
                continue;
            }

            rows += sample[row].Rows;
            if (column.Levels is null)
            {
                sums[0] += sample[row].Rows * value;
            }
            else if (value < sums.Length)
            {
                sums[(int)value] += sample[row].Rows;
            }
        }

        return [.. sums.Select(sum => rows > 0 ? sum / rows : 0)];
    }

    private ModelFill Fill(int at)
    {
        var levels = columns[at].Levels?.Count;
        int[] learned = [.. Enumerable.Range(0, values.Length).Where(row => values[row][at] < (levels ?? double.PositiveInfinity))];
        int[] uses =
        [
            .. Enumerable.Range(0, columns.Length).Where(other => other != at && looked.Contains(columns[other].Column))
                .SelectMany(other => Enumerable.Range(layout.First(other), columns[other].Width)),
        ];
        if (learned.Length == 0 || uses.Length == 0)
        {
            return Plain(at);
        }

        var models = RidgeSystem.Solve(
            [.. learned.Select(row => inputs[row])], [.. learned.Select(row => Outputs(values[row][at], levels))],
            [.. learned.Select(row => sample[row].Rows)], uses, alpha);
        return new ModelFill(
            columns[at].Column, columns[at].Kind, [.. models.Select(model => new LinearFill(model.Intercept, model.Weights))])
        {
            Least = levels is null ? learned.Min(row => values[row][at]) : null,
            Most = levels is null ? learned.Max(row => values[row][at]) : null,
        };
    }

    private static double[] Outputs(double value, int? levels) =>
        levels is { } count ? [.. Enumerable.Range(0, count).Select(level => level == (int)value ? 1.0 : -1.0)] : [value];

    /// <summary>The mean, or the most frequent category, whatever the row is; nothing where no row has a value.</summary>
    private ModelFill Plain(int at)
    {
        var (column, weights) = (columns[at], new double[layout.Width]);
        var isEmpty = values.All(row => double.IsNaN(row[at]));
        return new ModelFill(column.Column, column.Kind, isEmpty ? [] : [.. column.Means.Select(mean => new LinearFill(mean, weights))]);
    }
}
