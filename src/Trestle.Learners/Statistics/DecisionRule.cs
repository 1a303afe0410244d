using Trestle.Core.Errors;
using Trestle.Core.Schema;
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

    /// <summary>Where as many rows are positive as the capacity allows.</summary>
    Capacity,
}

/// <summary>
/// How the probabilities of a binary model become decisions. A threshold fits the rows from which it is chosen, so a figure at it is
/// honest only on other rows: out-of-fold rows are decided at the threshold of the other folds, the test part at that of all folds.
/// </summary>
/// <param name="Kind">How the threshold is found.</param>
/// <param name="Fixed">The threshold for <see cref="ThresholdRule.Fixed"/>.</param>
/// <param name="Costs">The value of each outcome; required for <see cref="ThresholdRule.Value"/>.</param>
/// <param name="Capacity">The largest share of rows that may be positive; null for any.</param>
public sealed record DecisionRule(ThresholdRule Kind, double Fixed = 0.5, CostMatrix? Costs = null, double? Capacity = null)
{
    private const double Half = 0.5;

    /// <summary>What is best at the threshold, in words.</summary>
    public string Words => Capacity is { } most && Kind != ThresholdRule.Fixed
        ? FormattableString.Invariant($"{Best}, with at most {100 * most:0.##} % of the rows positive")
        : Best;

    private string Best => Kind switch
    {
        ThresholdRule.Fixed => "fixed by the configuration",
        ThresholdRule.Youden => "highest sensitivity + specificity on out-of-fold rows",
        ThresholdRule.BalancedAccuracy => "highest balanced accuracy on out-of-fold rows",
        ThresholdRule.Value => "highest value under the cost matrix on out-of-fold rows",
        ThresholdRule.Mcc => "highest Matthews correlation on out-of-fold rows",
        ThresholdRule.Accuracy => "highest accuracy on out-of-fold rows",
        ThresholdRule.Capacity => "the highest scores of the out-of-fold rows",
        _ => "highest F1 on out-of-fold rows",
    };

    /// <summary>
    /// The threshold for rows that come later, from scores of rows that the model has not learned from. A
    /// <see cref="TrestleException"/> when one class is missing.
    /// </summary>
    public double Choose(Outcome outcome) => Kind == ThresholdRule.Fixed ? Fixed : Threshold.Best(outcome, Worth, Capacity).Threshold;

    /// <summary>
    /// The threshold with the interval of its choice: what resamples of as many rows choose. It shows how firmly the rows settle the
    /// threshold; as the place of a maximum it is no smooth statistic, so the level is approximate (Abrevaya, Huang 2005: On the
    /// bootstrap of the maximum score estimator).
    /// </summary>
    public Interval Interval(Outcome outcome, int resamples, double level, int seed, CancellationToken cancellation) =>
        Kind == ThresholdRule.Fixed
            ? new Interval(Fixed, Fixed, Fixed, level)
            : Bootstrap.Of(
                new Derived(new F1(), rows => Threshold.Find(rows, Worth, Capacity)?.Threshold ?? double.NaN), outcome, resamples, level,
                seed, cancellation);

    /// <summary>
    /// The threshold of each fold of out-of-fold rows, chosen on the other folds, or over time on the earlier ones (the first fold has
    /// only later ones). One half where these rows hold one class only: a model that learned from them has seen no other, either.
    /// </summary>
    public IReadOnlyDictionary<int, double> ByFold(Outcome outcome) => CrossFit.ByFold(outcome, ChooseOrHalf);

    /// <summary>Out-of-fold rows, each decided at the threshold of its fold.</summary>
    public Outcome OutOfFold(Outcome outcome) => AtFolds(outcome, ByFold(outcome), Costs);

    /// <summary>Out-of-fold rows, each decided at a given threshold of its fold.</summary>
    public static Outcome AtFolds(Outcome outcome, IReadOnlyDictionary<int, double> byFold, CostMatrix? costs) =>
        outcome with { Thresholds = Array.ConvertAll(Folds(outcome), fold => byFold[(int)fold]), Costs = costs };

    /// <summary>A metric at the threshold that is best on the rows measured: to compare models on rows on which both were chosen.</summary>
    public IMetric AtBest(IMetric metric) => !metric.NeedsThreshold
        ? metric
        : new Derived(
            metric,
            outcome => metric.Measure(outcome with { Threshold = ChooseOrHalf(outcome), Thresholds = null, Costs = Costs }));

    private double Worth(BinaryCounts counts) => Kind switch
    {
        ThresholdRule.Youden => counts.Youden,
        ThresholdRule.BalancedAccuracy => counts.BalancedAccuracy,
        ThresholdRule.Value => Costs is { } costs ? costs.PerRow(counts) : double.NaN,
        ThresholdRule.Mcc => counts.Mcc,
        ThresholdRule.Accuracy => counts.Accuracy,
        ThresholdRule.Capacity => counts.TruePositives + counts.FalsePositives,
        _ => counts.F1,
    };

    private double ChooseOrHalf(Outcome outcome) =>
        Kind == ThresholdRule.Fixed ? Fixed : Threshold.Find(outcome, Worth, Capacity)?.Threshold ?? Half;

    private static double[] Folds(Outcome outcome) =>
        outcome.Folds ?? throw new ArgumentException("the rows have no folds", nameof(outcome));

    /// <summary>A metric of another function of the rows.</summary>
    private sealed class Derived(IMetric metric, Func<Outcome, double> measure) : IMetric
    {
        public string Name => metric.Name;

        public string Title => metric.Title;

        public bool HigherIsBetter => metric.HigherIsBetter;

        public MetricRange Range => metric.Range;

        public bool IsSmooth => false;

        public bool Can(TaskKind task) => metric.Can(task);

        public double Measure(Outcome outcome) => measure(outcome);
    }
}
