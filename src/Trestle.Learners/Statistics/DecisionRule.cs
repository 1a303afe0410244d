using System.Text.Json.Serialization;

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

    /// <summary>Each row by what it is expected to be worth, under its own amounts.</summary>
    ExpectedValue,
}

/// <summary>
/// How predictions become decisions: the probabilities of two classes by a threshold, those of any by what a decision is expected to be
/// worth, and a predicted value by a shift, which is the threshold then. A threshold fits the rows from which it is chosen, so a figure
/// at it is honest only on other rows: out-of-fold rows are decided at the threshold of the other folds, the test part at that of all.
/// </summary>
/// <param name="Kind">How the threshold is found.</param>
/// <param name="Fixed">The threshold for <see cref="ThresholdRule.Fixed"/>.</param>
/// <param name="Costs">The value of each outcome; required for <see cref="ThresholdRule.Value"/>.</param>
/// <param name="Capacity">The largest share of rows that may be positive; null for any.</param>
public sealed record DecisionRule(ThresholdRule Kind, double Fixed = 0.5, CostMatrix? Costs = null, double? Capacity = null)
{
    private const double Half = 0.5;

    /// <summary>What decisions are worth where <see cref="Costs"/> cannot say it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RowValues? Values { get; init; }

    /// <summary>Whether it is known what decisions are worth.</summary>
    [JsonIgnore]
    public bool HasValue => Costs is not null || Values is { OfSteps: false };

    /// <summary>What is best at the threshold, in words.</summary>
    public string Words => Capacity is { } most && Kind != ThresholdRule.Fixed
        ? FormattableString.Invariant($"{Best}, with at most {100 * most:0.##} % of the rows positive")
        : Best;

    private string Best => Kind switch
    {
        _ when Values?.Errors is not null => "added to predictions: highest value on out-of-fold rows",
        _ when Values?.OfSteps == true => "the middle class: half of the probability is on either side of it",
        ThresholdRule.ExpectedValue => "each row by its expected value",
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
    public double Choose(Outcome outcome) => Values is not null || Kind == ThresholdRule.Fixed
        ? ChooseOrNeutral(outcome)
        : Threshold.Best(outcome, Worth, Capacity).Threshold;

    /// <summary>
    /// The threshold with the interval of its choice: what resamples of as many rows choose. It shows how firmly the rows settle the
    /// threshold; as the place of a maximum it is no smooth statistic, so the level is approximate (Abrevaya, Huang 2005: On the
    /// bootstrap of the maximum score estimator).
    /// </summary>
    public Interval Interval(Outcome outcome, int resamples, double level, int seed, CancellationToken cancellation) =>
        Kind == ThresholdRule.Fixed || (Kind == ThresholdRule.ExpectedValue && Capacity is null)
            ? new Interval(Fallback, Fallback, Fallback, level)
            : Bootstrap.Of(
                new Derived(new F1(), rows => Find(rows) ?? double.NaN, IsAmount ? MetricRange.Any : MetricRange.Share), outcome,
                resamples, level, seed, cancellation);

    /// <summary>
    /// The threshold of each fold of out-of-fold rows, chosen on the other folds, or over time on the earlier ones (the first fold has
    /// only later ones). One half where these rows hold one class only: a model that learned from them has seen no other, either.
    /// </summary>
    public IReadOnlyDictionary<int, double> ByFold(Outcome outcome) => CrossFit.ByFold(outcome, ChooseOrNeutral);

    /// <summary>Out-of-fold rows, each decided at the threshold of its fold.</summary>
    public Outcome OutOfFold(Outcome outcome) => AtFolds(At(outcome, Fallback), ByFold(outcome));

    /// <summary>Out-of-fold rows, each decided at a given threshold of its fold.</summary>
    public static Outcome AtFolds(Outcome outcome, IReadOnlyDictionary<int, double> byFold) =>
        outcome with { Thresholds = Array.ConvertAll(Folds(outcome), fold => byFold[(int)fold]) };

    /// <summary>Rows that are decided at one threshold.</summary>
    public Outcome At(Outcome outcome, double threshold) => outcome with
    {
        Threshold = threshold,
        Thresholds = null,
        Costs = Costs,
        Values = Values,
        ByValue = Kind == ThresholdRule.ExpectedValue,
    };

    /// <summary>A metric at the threshold that is best on the rows measured: to compare models on rows on which both were chosen.</summary>
    public IMetric AtBest(IMetric metric) => !metric.NeedsThreshold
        ? metric
        : new Derived(metric, outcome => metric.Measure(At(outcome, ChooseOrNeutral(outcome))), metric.Range);

    /// <summary>The threshold of rows that settle none.</summary>
    private double Fallback => Kind switch
    {
        ThresholdRule.Fixed => Fixed,
        ThresholdRule.ExpectedValue => 0,
        _ => Values?.Errors is null ? Half : 0,
    };

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

    private double ChooseOrNeutral(Outcome outcome) => Find(outcome) ?? Fallback;

    /// <summary>Whether the threshold is a shift or a gain, in units of the target or of the value, and no probability.</summary>
    private bool IsAmount => Kind == ThresholdRule.ExpectedValue || Values?.Errors is not null;

    /// <summary>The best threshold of rows; null where they settle none.</summary>
    private double? Find(Outcome outcome) => Kind switch
    {
        ThresholdRule.Fixed => Fixed,
        _ when Values is { Errors: { } errors } => BestShift.Of(outcome, errors),
        ThresholdRule.ExpectedValue => Capacity is { } most ? Threshold.OfGains(outcome, Values!, most) : 0,
        ThresholdRule.Value when Values is { } values => Threshold.OfValue(outcome, values, Capacity),
        _ => Threshold.Find(outcome, Worth, Capacity)?.Threshold,
    };

    private static double[] Folds(Outcome outcome) =>
        outcome.Folds ?? throw new ArgumentException("the rows have no folds", nameof(outcome));

    /// <summary>A metric of another function of the rows.</summary>
    private sealed class Derived(IMetric metric, Func<Outcome, double> measure, MetricRange range) : IMetric
    {
        public string Name => metric.Name;

        public string Title => metric.Title;

        public bool HigherIsBetter => metric.HigherIsBetter;

        public MetricRange Range => range;

        public bool IsSmooth => false;

        public bool Can(TaskKind task) => metric.Can(task);

        public double Measure(Outcome outcome) => measure(outcome);
    }
}
