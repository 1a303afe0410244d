using Shouldly;

using Trestle.Core.Schema;
using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;

using Xunit;

namespace Trestle.Tests.Learners.Statistics;

/// <summary>Thresholds and the figures at them. References: scikit-learn 1.2.1 over all thresholds in the middle of a gap.</summary>
public sealed class DecisionRuleTests
{
    private static readonly Outcome Rows = new(
        TaskKind.Binary,
        [0, 0, 1, 0, 0, 1, 1, 1, 0, 1, 0, 0, 1, 0, 1, 1, 0, 0, 0, 1, 1, 0, 1, 1],
        [
            .05, .12, .31, .44, .52, .61, .77, .93, .10, .22, .27, .39, .48, .58, .71, .88, .03, .18, .35, .41, .55, .66, .74, .97,
        ],
        1)
    {
        Folds = [.. Enumerable.Range(0, 24).Select(row => (double)(row / 8))],
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ThresholdRule.F1, 0.2, 0.4, 0.245, 0.595, "f1", 0.6153846153846153)]
    [InlineData(ThresholdRule.Mcc, 0.685, 0.4, 0.535, 0.595, "mcc", 0.2508726030021272)]
    [InlineData(ThresholdRule.Accuracy, 0.685, 0.4, 0.535, 0.595, "accuracy", 0.625)]
    public void Each_fold_is_decided_at_the_threshold_of_the_others(
        ThresholdRule kind, double all, double first, double second, double third, string metric, double value)
    {
        var rule = new DecisionRule(kind);
        rule.Choose(Rows).ShouldBe(all, 1e-12);
        var byFold = rule.ByFold(Rows);
        byFold.Keys.ShouldBe([0, 1, 2]);
        byFold.Values.Zip([first, second, third]).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-12);
        MetricCatalog.Get(metric).Measure(rule.OutOfFold(Rows)).ShouldBe(value, 1e-12);
        rule.AtBest(MetricCatalog.Get(metric)).Measure(Rows)
            .ShouldBe(MetricCatalog.Get(metric).Measure(Rows with { Threshold = all }), 1e-12);
    }

    [Fact]
    public void Over_time_a_fold_is_decided_by_earlier_ones()
    {
        var overTime = Rows with { Dependence = new RowDependence { Times = [.. Enumerable.Range(0, 24).Select(row => (double)row)] } };
        var byFold = new DecisionRule(ThresholdRule.F1).ByFold(overTime);
        (byFold[0], byFold[1], byFold[2]).ShouldBe((0.4, 0.565, 0.595));
    }

    [Fact]
    public void The_interval_shows_how_firmly_the_rows_settle_the_threshold()
    {
        var rule = new DecisionRule(ThresholdRule.F1);
        var few = rule.Interval(Sample(100), 400, 0.95, 1, Cancellation);
        var many = rule.Interval(Sample(20_000), 400, 0.95, 1, Cancellation);
        few.Value.ShouldBe(rule.Choose(Sample(100)));
        (many.High - many.Low).ShouldBeLessThan((few.High - few.Low) / 2);

        // With calibrated probabilities F1 is highest at half of the highest F1 (Lipton, Elkan, Naryanaswamy 2014): for uniform ones
        // F1(t) = (1 - t^2) / (3/2 - t) is highest at (3 - sqrt 5) / 2.
        var best = (3 - Math.Sqrt(5)) / 2;
        many.Low.ShouldBeLessThan(best);
        many.High.ShouldBeGreaterThan(best);
        new DecisionRule(ThresholdRule.Fixed, 0.3).Interval(Rows, 100, 0.95, 1, Cancellation).ShouldBe(new Interval(0.3, 0.3, 0.3, 0.95));
    }

    [Fact]
    public void The_value_of_decisions_is_the_mean_of_what_rows_are_worth()
    {
        var costs = new CostMatrix(10, -3, 0, -4);
        var value = MetricCatalog.Get("value");
        value.Measure(Rows with { Threshold = 0.5 }).ShouldBe(double.NaN);

        // At one half 8 of 12 positives are found, and 3 negatives are taken for positives.
        value.Measure(Rows with { Threshold = 0.5, Costs = costs }).ShouldBe(((8 * 10) - (3 * 3) - (4 * 4)) / 24.0, 1e-12);
        var rule = new DecisionRule(ThresholdRule.Value, Costs: costs);
        value.Measure(Rows with { Threshold = rule.Choose(Rows), Costs = costs })
            .ShouldBeGreaterThanOrEqualTo(value.Measure(Rows with { Threshold = 0.5, Costs = costs }));
        rule.OutOfFold(Rows).Costs.ShouldBe(costs);
    }

    [Fact]
    public void Other_folds_of_one_class_decide_at_one_half()
    {
        var rows = new Outcome(TaskKind.Binary, [0, 0, 1, 0], [0.1, 0.2, 0.9, 0.4], 1) { Folds = [0, 0, 1, 1] };
        new DecisionRule(ThresholdRule.Youden).ByFold(rows)[1].ShouldBe(0.5);
    }

    /// <summary>Calibrated, uniform probabilities.</summary>
    private static Outcome Sample(int rows)
    {
        var random = new SplitMix64(7, rows);
        double[] scores = [.. Enumerable.Range(0, rows).Select(_ => (random.Below(1_000_000) + 0.5) / 1e6)];
        return new Outcome(
            TaskKind.Binary, Array.ConvertAll(scores, score => random.Below(1_000_000) < score * 1e6 ? 1.0 : 0), scores, 1);
    }
}
