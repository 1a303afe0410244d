using Trestle.Core.Errors;
using Trestle.Learners.Metrics;

namespace Trestle.Learners.Statistics;

/// <summary>How a decision threshold is found.</summary>
public enum ThresholdRule
{
    /// <summary>Where F1 is highest.</summary>
    F1,

    /// <summary>Where recall + specificity is highest.</summary>
    Youden,

    /// <summary>Where the mean of recall and specificity is highest.</summary>
    BalancedAccuracy,

    /// <summary>Where the value under the cost matrix is highest.</summary>
    Value,

    /// <summary>As the configuration says.</summary>
    Fixed,

    /// <summary>Where the correlation of label and decision is highest.</summary>
    Mcc,

    /// <summary>Where most rows are decided correctly.</summary>
    Accuracy,
}

/// <summary>
/// How the probabilities of a binary model become decisions. A threshold fits the rows from which it is chosen, so a figure at it is
/// honest only on other rows: out-of-fold rows are decided at the threshold of the other folds, the test part at that of all folds.
/// </summary>
/// <param name="Kind">How the threshold is found.</param>
/// <param name="Fixed">The threshold for <see cref="ThresholdRule.Fixed"/>.</param>
/// <param name="Costs">The value of each outcome; required for <see cref="ThresholdRule.Value"/>.</param>
/// <param name="OverTime">Whether folds follow each other in time; then later rows choose no threshold for earlier ones.</param>
public sealed record DecisionRule(ThresholdRule Kind, double Fixed = 0.5, CostMatrix? Costs = null, bool OverTime = false)
{
    private const double Half = 0.5;

    /// <summary>What is best at the threshold, in words.</summary>
    public string Words => Kind switch
    {
        ThresholdRule.Fixed => "fixed by the configuration",
        ThresholdRule.Youden => "highest sensitivity + specificity on out-of-fold rows",
        ThresholdRule.BalancedAccuracy => "highest balanced accuracy on out-of-fold rows",
        ThresholdRule.Value => "highest value under the cost matrix on out-of-fold rows",
        ThresholdRule.Mcc => "highest Matthews correlation on out-of-fold rows",
        ThresholdRule.Accuracy => "highest accuracy on out-of-fold rows",
        _ => "highest F1 on out-of-fold rows",
    };

    /// <summary>
    /// The threshold for rows that come later, from scores of rows that the model has not learned from. A
    /// <see cref="TrestleException"/> when one class is missing.
    /// </summary>
    public double Choose(Outcome outcome) => Kind == ThresholdRule.Fixed ? Fixed : Threshold.Best(outcome, Worth).Threshold;

    /// <summary>The threshold with the interval of its choice: what other samples of as many rows would choose.</summary>
    public Interval Interval(Outcome outcome, int resamples, double level, int seed, CancellationToken cancellation) =>
        Kind == ThresholdRule.Fixed
            ? new Interval(Fixed, Fixed, Fixed, level)
            : Bootstrap.Of(new Chosen(this), outcome, resamples, level, seed, cancellation);

    /// <summary>
    /// The threshold of each fold, chosen on the other folds, or over time on the earlier ones (the first fold has only later ones).
    /// One half where these rows hold one class only: a model that learned from them has seen no other, either.
    /// </summary>
    public IReadOnlyDictionary<int, double> ByFold(Outcome outcome, IReadOnlyList<double> folds)
    {
        var thresholds = new SortedDictionary<int, double>();
        var first = folds.Count == 0 ? 0 : folds.Min();
        foreach (var fold in folds.Distinct())
        {
            int[] others = [.. Enumerable.Range(0, outcome.Rows).Where(
                row => OverTime && fold > first ? folds[row] < fold : folds[row] != fold)];
            thresholds[(int)fold] = Kind == ThresholdRule.Fixed
                ? Fixed
                : Threshold.Find(outcome.Take(others), Worth)?.Threshold ?? Half;
        }

        return thresholds;
    }

    /// <summary>Out-of-fold rows, each decided at the threshold of its fold.</summary>
    public Outcome OutOfFold(Outcome outcome, IReadOnlyList<double> folds) => AtFolds(outcome, folds, ByFold(outcome, folds), Costs);

    /// <summary>Out-of-fold rows, each decided at a given threshold of its fold.</summary>
    public static Outcome AtFolds(
        Outcome outcome, IReadOnlyList<double> folds, IReadOnlyDictionary<int, double> byFold, CostMatrix? costs) =>
        outcome with { Thresholds = [.. folds.Select(fold => byFold[(int)fold])], Costs = costs };

    /// <summary>A metric at the threshold that is best on the rows measured: to compare models on rows on which both were chosen.</summary>
    public IMetric AtBest(IMetric metric) => metric.NeedsThreshold ? new Tuned(this, metric) : metric;

    private double Worth(BinaryCounts counts) => Kind switch
    {
        ThresholdRule.Youden => counts.Youden,
        ThresholdRule.BalancedAccuracy => counts.BalancedAccuracy,
        ThresholdRule.Value => Costs is { } costs ? costs.PerRow(counts) : double.NaN,
        ThresholdRule.Mcc => counts.Mcc,
        ThresholdRule.Accuracy => counts.Accuracy,
        _ => counts.F1,
    };

    private abstract class Derived(IMetric metric) : IMetric
    {
        protected IMetric Metric { get; } = metric;

        public string Name => Metric.Name;

        public string Title => Metric.Title;

        public bool HigherIsBetter => Metric.HigherIsBetter;

        public bool Can(Core.Schema.TaskKind task) => Metric.Can(task);

        public abstract double Measure(Outcome outcome);
    }

    private sealed class Tuned(DecisionRule rule, IMetric metric) : Derived(metric)
    {
        public override double Measure(Outcome outcome) =>
            Metric.Measure(outcome with
            {
                Threshold = rule.Kind == ThresholdRule.Fixed ? rule.Fixed
                    : Statistics.Threshold.Find(outcome, rule.Worth)?.Threshold ?? Half,
                Thresholds = null,
                Costs = rule.Costs,
            });
    }

    /// <summary>The chosen threshold as if it were a metric, so that it is resampled like one.</summary>
    private sealed class Chosen(DecisionRule rule) : Derived(new F1())
    {
        public override double Measure(Outcome outcome) => Statistics.Threshold.Find(outcome, rule.Worth)?.Threshold ?? double.NaN;
    }
}
