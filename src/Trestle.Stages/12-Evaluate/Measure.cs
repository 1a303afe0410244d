using Trestle.Learners.Conformal;
using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.ValidateModel;

namespace Trestle.Stages.Evaluate;

/// <summary>Metrics with bootstrap intervals, all with the seed and level of the run.</summary>
internal sealed class Measure(EvaluateSettings settings, int seed, CancellationToken cancellation)
{
    private const double Thousand = 1000;

    /// <summary>Every metric on all rows.</summary>
    public IReadOnlyList<MetricValue> All(IEnumerable<IMetric> metrics, Outcome outcome) =>
        [.. metrics.Select(metric => One(metric, outcome, settings.Resamples))];

    /// <summary>How a candidate decides: by a threshold of its own; null without a rule, or where its scores are not numbers.</summary>
    public Decision? Decide(DecisionRule? rule, Outcome outOfFold)
    {
        if (rule is null || outOfFold.IsBlank())
        {
            return null;
        }

        var threshold = rule.Choose(outOfFold);
        var interval = rule.Interval(outOfFold, settings.Resamples, settings.Level, seed, cancellation);
        return new Decision(threshold, interval.Low, interval.High, rule.Words, rule.ByFold(outOfFold), rule.Costs);
    }

    /// <summary>Every metric on the rows of a slice.</summary>
    public SliceMetrics Slice(Slice slice, IEnumerable<IMetric> metrics, Outcome outcome, int resamples)
    {
        var part = outcome.Take(slice.Rows);
        return new SliceMetrics(slice.Name, part.Rows, [.. metrics.Select(metric => One(metric, part, resamples))]);
    }

    /// <summary>How groups of rows are treated.</summary>
    public FairnessReport Fairness(FairnessGroups groups, Outcome outcome, int resamples) =>
        ValidateModel.Fairness.Of(groups, outcome, resamples, settings.Level, seed, cancellation);

    /// <summary>The objective of one candidate minus that of another, on the same rows.</summary>
    public PairedDifference Against(string other, IMetric metric, Outcome mine, Outcome theirs)
    {
        var interval = Bootstrap.Difference(metric, mine, theirs, settings.Resamples, settings.Level, seed, cancellation);
        return new PairedDifference(other, interval.Value, interval.Low, interval.High);
    }

    /// <summary>What the decisions of a binary outcome come to; null for other tasks, and where a score is not a number.</summary>
    public DecisionReport? Decisions(Outcome outcome)
    {
        if (outcome.Task != TaskKind.Binary || outcome.IsBlank())
        {
            return null;
        }

        var counts = BinaryCounts.Of(outcome);
        var (positives, negatives) = (counts.TruePositives + counts.FalseNegatives, counts.TrueNegatives + counts.FalsePositives);
        var report = new DecisionReport(counts.Rows, positives, counts.TruePositives + counts.FalsePositives, counts.TruePositives);
        if (outcome.Costs is not { } costs)
        {
            return report;
        }

        var nobody = Thousand * costs.PerRow(new BinaryCounts(0, 0, negatives, positives));
        var everybody = Thousand * costs.PerRow(new BinaryCounts(positives, negatives, 0, 0));
        var (metric, alike) = (new DecisionValue(), new double[outcome.Rows]);
        Array.Fill(alike, everybody > nobody ? 1 : 0);
        var constant = outcome with { Scores = alike, Threshold = 0.5, Thresholds = null };
        var gain = Bootstrap.Difference(metric, outcome, constant, settings.Resamples, settings.Level, seed, cancellation);
        var value = One(metric, outcome, settings.Resamples);
        return report with
        {
            Value = new MetricValue(value.Metric, Thousand * value.Value, Thousand * value.Low, Thousand * value.High),
            Gain = new MetricValue(value.Metric, Thousand * gain.Value, Thousand * gain.Low, Thousand * gain.High),
            Nobody = nobody,
            Everybody = everybody,
            Perfect = Thousand * costs.PerRow(new BinaryCounts(positives, 0, negatives, 0)),
        };
    }

    /// <summary>How far the intervals or sets that out-of-fold rows give are right on the test part.</summary>
    public IReadOnlyList<ConformalCoverage> Coverage(Outcome outOfFold, Outcome test) =>
        ConformalLearning.Of(outOfFold, seed, cancellation) is { } scores
            ? ConformalCoverage.Of(scores, test, settings.Resamples, settings.Level, seed, cancellation)
            : [];

    private MetricValue One(IMetric metric, Outcome outcome, int resamples)
    {
        var interval = Bootstrap.Of(metric, outcome, resamples, settings.Level, seed, cancellation);
        return new MetricValue(metric.Name, interval.Value, interval.Low, interval.High);
    }
}
