using Trestle.Core.Schema;

namespace Trestle.Learners.Metrics;

/// <summary>A measure of the quality of predictions. Adding one takes one file and one line in MetricCatalog.</summary>
public interface IMetric
{
    /// <summary>The name in the configuration, such as <c>auc</c>.</summary>
    string Name { get; }

    /// <summary>Its name for people, such as "area under the ROC curve".</summary>
    string Title { get; }

    /// <summary>Whether higher is better.</summary>
    bool HigherIsBetter { get; }

    /// <summary>Whether it judges decisions, so that for a binary task it depends on the threshold.</summary>
    bool NeedsThreshold => false;

    /// <summary>Whether it counts how far classes are apart, so that they need an order.</summary>
    bool NeedsOrder => false;

    /// <summary>Whether it is reported only where it is asked for, or models are compared by it.</summary>
    bool OnRequest => false;

    /// <summary>What a learner learns when models are compared by it.</summary>
    Objective Objective => new(Name);

    /// <summary>The metric of a name: itself, or for a family another member of it; null for any other name.</summary>
    IMetric? Named(string name) => name == Name ? this : null;

    /// <summary>The values that it can take.</summary>
    MetricRange Range => MetricRange.Any;

    /// <summary>Whether only the order of the scores counts: two models' scores are comparable by their ranks alone.</summary>
    bool IsOfRank => false;

    /// <summary>Whether a small change of few rows changes it little: a median, say, stays or jumps.</summary>
    bool IsSmooth => true;

    /// <summary>Whether it is defined for a task.</summary>
    bool Can(TaskKind task);

    /// <summary>
    /// The value. NaN when it is not defined on these rows (one class only, say).
    /// </summary>
    double Measure(Outcome outcome);
}

/// <summary>Predictions and labels.</summary>
/// <param name="Task">The task.</param>
/// <param name="Labels">One label per row: the class's number, or the value.</param>
/// <param name="Scores">As from <see cref="IModel.Score"/>: <paramref name="Outputs"/> numbers per row.</param>
/// <param name="Outputs">Numbers per row.</param>
/// <param name="Threshold">The probability from which a binary row counts as positive.</param>
public sealed record Outcome(TaskKind Task, double[] Labels, double[] Scores, int Outputs, double Threshold = 0.5)
{
    /// <summary>
    /// The threshold of each row, where it was chosen without the row's fold; null for <see cref="Threshold"/> everywhere.
    /// </summary>
    public double[]? Thresholds { get; init; }

    /// <summary>The value of each kind of binary decision; null when nobody has said.</summary>
    public CostMatrix? Costs { get; init; }

    /// <summary>What decisions are worth where <see cref="Costs"/> does not say it; null when nobody has said.</summary>
    public RowValues? Values { get; init; }

    /// <summary>The amounts of the rows that <see cref="Values"/> needs, one column after the other.</summary>
    public IReadOnlyList<double[]> Amounts { get; init; } = [];

    /// <summary>
    /// Whether each row is decided by its expected value: then the threshold is the gain above which a row is positive.
    /// </summary>
    public bool ByValue { get; init; }

    /// <summary>Number of rows.</summary>
    public int Rows => Labels.Length;

    /// <summary>How much each row counts, 0 or more, as in scikit-learn's sample_weight; null where all count the same.</summary>
    public double[]? Weights { get; init; }

    /// <summary>How much all rows count together: their number where all count the same.</summary>
    public double Total => Weights?.Sum() ?? Rows;

    /// <summary>How the rows depend on each other; every interval and test of the outcome keeps it.</summary>
    public RowDependence Dependence { get; init; } = RowDependence.None;

    /// <summary>
    /// The fold of each row when each fold was scored by a model of its own; null when one model scored all. Scores of different models
    /// are not ranked against each other: a metric of rank is the mean over the folds.
    /// </summary>
    public double[]? Folds { get; init; }

    /// <summary>How much a row counts.</summary>
    public double Weight(int row) => Weights is { } own ? own[row] : 1;

    /// <summary>The class that is predicted for a row.</summary>
    public int Class(int row) =>
        RowValues.Class(ByValue ? Values : null, Scores.AsSpan(row * Outputs, Outputs), Amounts, row, ThresholdOf(row));

    /// <summary>The value that is decided on for a row of a regression: the prediction and the threshold, which is a shift there.</summary>
    public double Decided(int row) => Scores[row] + ThresholdOf(row);

    private double ThresholdOf(int row) => Thresholds is { } own ? own[row] : Threshold;

    /// <summary>The rows at the given positions (duplicates are allowed, as the bootstrap needs).</summary>
    public Outcome Take(ReadOnlySpan<int> rows)
    {
        var labels = new double[rows.Length];
        var scores = new double[rows.Length * Outputs];
        for (var i = 0; i < rows.Length; i++)
        {
            labels[i] = Labels[rows[i]];
            Array.Copy(Scores, rows[i] * Outputs, scores, i * Outputs, Outputs);
        }

        return this with
        {
            Labels = labels,
            Scores = scores,
            Thresholds = RowDependence.Pick(Thresholds, rows),
            Weights = RowDependence.Pick(Weights, rows),
            Amounts = Pick(Amounts, rows),
            Dependence = Dependence.Take(rows),
            Folds = RowDependence.Pick(Folds, rows),
        };
    }

    private static IReadOnlyList<double[]> Pick(IReadOnlyList<double[]> columns, ReadOnlySpan<int> rows)
    {
        if (columns.Count == 0)
        {
            return columns;
        }

        var picked = new double[columns.Count][];
        for (var i = 0; i < picked.Length; i++)
        {
            picked[i] = RowDependence.Pick(columns[i], rows)!;
        }

        return picked;
    }
}
