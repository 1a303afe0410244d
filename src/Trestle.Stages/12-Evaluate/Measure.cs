using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;
using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.Evaluate;

/// <summary>Metrics with bootstrap intervals, all with the seed and level of the run.</summary>
internal sealed class Measure(EvaluateSettings settings, int seed, CancellationToken cancellation)
{
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

    /// <summary>The objective of one candidate minus that of another, on the same rows.</summary>
    public PairedDifference Against(string other, IMetric metric, Outcome mine, Outcome theirs)
    {
        var interval = Bootstrap.Difference(metric, mine, theirs, settings.Resamples, settings.Level, seed, cancellation);
        return new PairedDifference(other, interval.Value, interval.Low, interval.High);
    }

    private MetricValue One(IMetric metric, Outcome outcome, int resamples)
    {
        var interval = Bootstrap.Of(metric, outcome, resamples, settings.Level, seed, cancellation);
        return new MetricValue(metric.Name, interval.Value, interval.Low, interval.High);
    }
}

/// <summary>Some rows of the test part that share a value.</summary>
internal sealed record Slice(string Name, int[] Rows);
