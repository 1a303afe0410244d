using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;
using Trestle.Rows.Stats;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.ValidateModel;
using Trestle.Stages.ValidateModel.Columns;

namespace Trestle.Stages.Evaluate;

/// <summary>
/// How much the objective loses when rows of the test part are not quite as they were: noise of a tenth of a standard deviation on every
/// number, one in twenty values missing, and one number shifted by half a standard deviation (of the columns of most spread in the answers
/// the one with the largest loss). The same changes for every model, on at most 4,000 rows.
/// </summary>
/// <param name="test">The rows.</param>
/// <param name="table">The curated table.</param>
/// <param name="measure">Intervals.</param>
/// <param name="seed">Seed of the changes.</param>
internal sealed class Robustness(TestPart test, CuratedTable table, Measure measure, int seed)
{
    private const double Noise = 0.1;
    private const double Missing = 0.05;
    private const double Shift = 0.5;
    private const int Resamples = 200;
    private const int MostShifted = 8;
    private const int MostRows = 4_000;

    private readonly RowSample sample = RowSample.Of(test.Blocks, MostRows);

    /// <summary>The losses of a model by the objective.</summary>
    /// <param name="metric">The objective.</param>
    /// <param name="outcome">The scores of the rows as they are, decided.</param>
    /// <param name="plan">The row path.</param>
    /// <param name="model">The model.</param>
    /// <param name="shifted">The columns to shift, the most important first.</param>
    /// <param name="cancellation">Ends it early.</param>
    public IReadOnlyList<RobustnessFigure> Of(
        IMetric metric, Outcome outcome, FittedPlan plan, IModel model, IReadOnlyList<string> shifted, CancellationToken cancellation)
    {
        if (outcome.IsBlank())
        {
            return [];
        }

        var before = sample.Places.Length == outcome.Rows ? outcome : outcome.Take(sample.Places);
        var read = plan.Input.Columns.Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
        CuratedColumn[] columns = [.. table.Columns.Where(column => read.Contains(column.Name))];
        CuratedColumn[] numbers = [.. columns.Where(column => column.Type == ColumnType.Number && column.Kind == ColumnKind.Number)];
        var deviations = numbers.ToDictionary(column => column.Name, column => Deviation(column.Name));
        var path = new ScoredPath(plan, model, sample.Rows.Schema);
        var figures = new List<RobustnessFigure>();
        if (numbers.Length > 0)
        {
            figures.Add(new RobustnessFigure(RobustnessSettings.NoiseName, null, Loss(
                numbers.Aggregate(sample.Rows, (changed, column) => Noisy(changed, column.Name, Noise * deviations[column.Name])))));
        }

        figures.Add(new RobustnessFigure(RobustnessSettings.MissingName, null, Loss(
            columns.Aggregate(sample.Rows, (changed, column) => Without(changed, column.Name)))));
        var worst = shifted.Where(deviations.ContainsKey).Distinct(StringComparer.Ordinal).Take(MostShifted)
            .Select(column => new RobustnessFigure(RobustnessSettings.ShiftName, column, Loss(
                Numbers(sample.Rows, column, (value, _) => value + (Shift * deviations[column])))))
            .MaxBy(figure => figure.Loss.Value);
        return worst is null ? figures : [.. figures, worst];

        MetricValue Loss(RowBlock rows)
        {
            cancellation.ThrowIfCancellationRequested();
            var after = before with { Scores = path.Score(rows) };
            return metric.HigherIsBetter
                ? measure.Between(metric, before, after, Resamples)
                : measure.Between(metric, after, before, Resamples);
        }
    }

    private double Deviation(string column) => StandardDeviation.OfSample(
        [.. sample.Rows.Numbers(sample.Rows.Schema.Find(column)).ToArray().Where(double.IsFinite)]);

    private RowBlock Noisy(RowBlock block, string column, double deviation)
    {
        var unit = Units(column);
        return Numbers(block, column, (value, row) => value + (deviation * Gaussian.CriticalValue(unit(row))));
    }

    private RowBlock Without(RowBlock block, string column)
    {
        var (position, unit) = (block.Schema.Find(column), Units(column));
        return block.Schema[position].Kind == ColumnKind.Number
            ? Numbers(block, column, (value, row) => unit(row) < Missing ? double.NaN : value)
            : block.With(position, block.Texts(position).ToArray().Select((text, row) => unit(row) < Missing ? null : text).ToArray());
    }

    private static RowBlock Numbers(RowBlock block, string column, Func<double, int, double> change)
    {
        var position = block.Schema.Find(column);
        return block.With(position, block.Numbers(position).ToArray().Select(change).ToArray());
    }

    /// <summary>Numbers above 0 and below 1 for the rows of a column, the same for every model.</summary>
    private Func<int, double> Units(string column)
    {
        var state = SplitMix.Mix((uint)seed + SplitMix.Step);
        foreach (var c in column)
        {
            state = SplitMix.Mix(state ^ c);
        }

        return row => ((SplitMix.Mix(state + ((ulong)(row + 1) * SplitMix.Step)) >> 11) + 0.5) * (1.0 / (1UL << 53));
    }
}
