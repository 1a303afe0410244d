using System.Collections.Concurrent;

using Trestle.Learners.Conformal;
using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.ValidateModel;

namespace Trestle.Stages.Evaluate;

/// <summary>Metrics with bootstrap intervals, all with the seed and level of the run.</summary>
internal sealed class Measure(int count, double level, int seed, CancellationToken cancellation)
{
    private const double Thousand = 1000;

    /// <summary>Most resamples for the interval of a threshold, which is chosen on each: that takes as long as many measurements.</summary>
    private const int MostForThreshold = 250;

    /// <summary>What was measured on all resamples: two candidates are compared on the same ones.</summary>
    private readonly ConcurrentDictionary<Outcome, ConcurrentDictionary<string, Resampled>> known =
        new(ReferenceEqualityComparer.Instance);

    /// <summary>Every metric on all rows.</summary>
    public IReadOnlyList<MetricValue> All(IReadOnlyList<IMetric> metrics, Outcome outcome)
    {
        if (!outcome.Dependence.IsNone)
        {
            return [.. metrics.Select(metric => One(metric, outcome, count))];
        }

        var resampled = Bootstrap.Resample(metrics, outcome, count, seed, cancellation);
        known[outcome] = new(metrics.Zip(resampled).Select(pair => KeyValuePair.Create(pair.First.Name, pair.Second)));
        return [.. metrics.Zip(resampled, (metric, values) => Figure(metric, Bootstrap.Of(metric, outcome, values, level)))];
    }

    /// <summary>How a candidate decides: by a threshold of its own; null without a rule, or where its scores are not numbers.</summary>
    public Decision? Decide(DecisionRule? rule, Outcome outOfFold)
    {
        if (rule is null || outOfFold.IsBlank())
        {
            return null;
        }

        var threshold = rule.Choose(outOfFold);
        var interval = rule.Interval(outOfFold, Math.Min(count, MostForThreshold), level, seed, cancellation);
        return new Decision(threshold, interval.Low, interval.High, rule.Words, rule.ByFold(outOfFold), rule.Costs)
        {
            Values = rule.Values,
            ByValue = rule.Kind == ThresholdRule.ExpectedValue,
        };
    }

    /// <summary>Every metric on the rows of a slice.</summary>
    public SliceMetrics Slice(Slice slice, IReadOnlyList<IMetric> metrics, Outcome outcome, int resamples)
    {
        var part = outcome.Take(slice.Rows);
        return new SliceMetrics(
            slice.Name, part.Rows, [.. metrics.Zip(Bootstrap.Of(metrics, part, resamples, level, seed, cancellation), Figure)]);
    }

    /// <summary>How groups of rows are treated.</summary>
    public FairnessReport Fairness(FairnessGroups groups, Outcome outcome, int resamples) =>
        ValidateModel.Fairness.Of(groups, outcome, resamples, level, seed, cancellation);

    /// <summary>The objective of one candidate minus that of another, on the same rows.</summary>
    public PairedDifference Against(string other, IMetric metric, Outcome mine, Outcome theirs)
    {
        var interval = mine.Dependence.IsNone
            ? Bootstrap.Difference(Values(metric, mine), Values(metric, theirs), level)
            : Bootstrap.Difference(metric, mine, theirs, count, level, seed, cancellation);
        return new PairedDifference(other, interval.Value, interval.Low, interval.High);
    }

    private Resampled Values(IMetric metric, Outcome outcome) => known.GetOrAdd(outcome, _ => new())
        .GetOrAdd(metric.Name, _ => Bootstrap.Resample([metric], outcome, count, seed, cancellation)[0]);

    /// <summary>What the decisions of a binary outcome come to; null for other tasks, and where a score is not a number.</summary>
    /// <param name="outcome">The rows, decided.</param>
    /// <param name="capacity">The share of rows that can be acted on; null for all.</param>
    public DecisionReport? Decisions(Outcome outcome, double? capacity)
    {
        if (outcome.Task != TaskKind.Binary || outcome.IsBlank())
        {
            return null;
        }

        var (rows, counts) = (BinaryCounts.Of(outcome with { Weights = null }), BinaryCounts.Of(outcome));
        var (positives, negatives) = (counts.TruePositives + counts.FalseNegatives, counts.TrueNegatives + counts.FalsePositives);
        var report = new DecisionReport(
            (long)rows.Rows, (long)(rows.TruePositives + rows.FalseNegatives), (long)(rows.TruePositives + rows.FalsePositives),
            (long)rows.TruePositives);
        if (outcome.Costs is not { } costs)
        {
            return report;
        }

        // Where not all rows can be acted on, the alternative to the model is chance, not to act on all.
        var share = capacity is null ? 1 : (counts.TruePositives + counts.FalsePositives) / counts.Rows;
        var alike = new BinaryCounts(positives, negatives, 0, 0);
        var (nobody, everybody) = (Constant(alike, costs, 0), Constant(alike, costs, share));
        var rate = everybody > nobody ? share : 0;
        var gain = One(
            new Derived(rows => costs.PerRow(BinaryCounts.Of(rows)) - Constant(All(rows), costs, rate)), outcome, count);
        var value = One(new DecisionValue(), outcome, count);
        return report with
        {
            Value = Thousands(value),
            Gain = Thousands(gain),
            Nobody = Thousand * nobody,
            Everybody = capacity is null ? Thousand * everybody : null,
            ByChance = capacity is null ? null : Thousand * everybody,
            Perfect = Thousand * costs.PerRow(new BinaryCounts(positives, 0, negatives, 0)),
        };

        static BinaryCounts All(Outcome rows) => BinaryCounts.Of(rows with { Threshold = double.NegativeInfinity, Thresholds = null });
    }

    /// <summary>
    /// What decisions are worth where it depends on the row, on several classes or on an error; null where nobody has said.
    /// </summary>
    /// <param name="outcome">The rows, decided.</param>
    /// <param name="classes">The names of the classes.</param>
    public ValueReport? Worth(Outcome outcome, IReadOnlyList<string> classes)
    {
        if (outcome.Values is not { OfSteps: false } values || outcome.IsBlank())
        {
            return null;
        }

        var shift = values.Errors is { } errors
            ? BestShift.Of(outcome with { Scores = new double[outcome.Rows] }, errors) ?? 0
            : 0;
        var alike = values.Errors is not null ? [(shift, Alike(outcome, shift))]
            : Enumerable.Range(0, values.Classes.Count).Select(c => ((double)c, Alike(outcome, c))).ToArray();
        var best = alike.MaxBy(entry => entry.Item2).Item1;
        return new ValueReport(
            outcome.Rows,
            Thousands(One(new DecisionValue(), outcome, count)),
            Thousands(One(new Derived(rows => values.PerRow(rows) - Alike(rows, best)), outcome, count)),
            Thousand * values.PerRow(outcome with { ByValue = false, Threshold = Plain(outcome.Task), Thresholds = null }),
            [.. alike.Select(entry => new DecisionAlike(
                values.Errors is null ? classes[(int)entry.Item1] : Format.Figure(entry.Item1), Thousand * entry.Item2))],
            Thousand * values.Perfect(outcome));

        // The value of a row when all rows have one decision.
        double Alike(Outcome rows, double decision) => values.Errors is not null
            ? values.PerRow(rows with { Scores = new double[rows.Rows], Threshold = decision, Thresholds = null })
            : values.PerRow(rows, _ => (int)decision);

        static double Plain(TaskKind task) => task == TaskKind.Binary ? 0.5 : 0;
    }

    /// <summary>The value of a row when a share of the rows is decided positive, whichever they are.</summary>
    private static double Constant(BinaryCounts all, CostMatrix costs, double share) =>
        (share * costs.PerRow(all)) + ((1 - share) * costs.PerRow(new BinaryCounts(0, 0, all.FalsePositives, all.TruePositives)));

    private static MetricValue Thousands(MetricValue row) =>
        new(row.Metric, Thousand * row.Value, Thousand * row.Low, Thousand * row.High);

    /// <summary>How far the intervals or sets that out-of-fold rows give are right on the test part; no value is below the least.</summary>
    public IReadOnlyList<ConformalCoverage> Coverage(Outcome outOfFold, Outcome test, double? least) =>
        ConformalLearning.Of(outOfFold, seed, cancellation, least) is { } scores
            ? ConformalCoverage.Of(scores, test, count, level, seed, cancellation)
            : [];

    /// <summary>The figure of one outcome minus that of another, on the same rows.</summary>
    public MetricValue Between(IMetric metric, Outcome a, Outcome b, int resamples) =>
        Figure(metric, Bootstrap.Difference(metric, a, b, resamples, level, seed, cancellation));

    /// <summary>One metric, with as many resamples.</summary>
    public MetricValue One(IMetric metric, Outcome outcome, int resamples) =>
        Figure(metric, Bootstrap.Of(metric, outcome, resamples, level, seed, cancellation));

    private static MetricValue Figure(IMetric metric, Interval interval) =>
        new(metric.Name, interval.Value, interval.Low, interval.High);

    /// <summary>A value of decisions that is derived from others.</summary>
    private sealed class Derived(Func<Outcome, double> measure) : IMetric
    {
        public string Name => DecisionValue.MetricName;

        public string Title => "value";

        public bool HigherIsBetter => true;

        public bool Can(TaskKind task) => true;

        public double Measure(Outcome outcome) => measure(outcome);
    }
}
