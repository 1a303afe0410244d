using CsCheck;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;

using Xunit;

namespace Trestle.Tests.Learners.Statistics;

public sealed class ThresholdTests
{
    private static readonly CostMatrix Costs = new(TruePositive: 10, FalsePositive: -3, TrueNegative: 0, FalseNegative: -4);

    private static readonly Gen<Outcome> Outcomes = Gen.Int[2, 40].SelectMany(rows => Gen.Select(
        Gen.Int[0, 1].Array[rows - 2],
        Gen.Int[0, 20].Array[rows],
        (labels, scores) => new Outcome(TaskKind.Binary, [0, 1, .. labels], [.. scores.Select(score => score / 20.0)], 1)));

    [Fact]
    public void F1_is_the_highest_of_all() => IsHighest(Threshold.F1, counts => counts.F1);

    [Fact]
    public void Youden_is_the_highest_of_all() => IsHighest(Threshold.Youden, counts => counts.Youden);

    [Fact]
    public void Balanced_accuracy_is_the_highest_of_all() => IsHighest(Threshold.BalancedAccuracy, counts => counts.BalancedAccuracy);

    [Fact]
    public void Value_is_the_highest_of_all() => IsHighest(outcome => Threshold.Value(outcome, Costs), Costs.PerRow);

    [Fact]
    public void The_threshold_lies_in_the_middle_of_the_gap()
    {
        var outcome = Outcome([0, 0, 1, 1], [0.1, 0.25, 0.75, 0.9]);
        foreach (var choice in new[] { Threshold.F1(outcome), Threshold.Youden(outcome), Threshold.BalancedAccuracy(outcome) })
        {
            choice.ShouldBe(new ThresholdChoice(0.5, new BinaryCounts(2, 0, 2, 0)));
        }
    }

    [Fact]
    public void Among_equally_good_gaps_the_widest_is_taken() =>
        Threshold.Youden(Outcome([0, 1, 0, 1], [0.2, 0.4, 0.7, 0.8])).Threshold.ShouldBe(0.3, 1e-15);

    [Fact]
    public void Scores_without_room_between_them_are_still_told_apart()
    {
        var low = 0.3;
        var high = Math.BitIncrement(low);
        var choice = Threshold.Youden(Outcome([0, 1], [low, high]));
        choice.ShouldBe(new ThresholdChoice(high, new BinaryCounts(1, 0, 1, 0)));
    }

    [Fact]
    public void To_act_never_or_always_may_be_worth_most()
    {
        var never = Threshold.Value(Outcome([0, 0, 1], [1, 0.5, 0]), Costs with { FalsePositive = -1000 });
        never.Threshold.ShouldBeGreaterThan(1);
        never.Counts.ShouldBe(new BinaryCounts(0, 0, 2, 1));
        var always = Threshold.Value(Outcome([1, 0, 1], [0.2, 0.4, 0.8]), Costs with { FalseNegative = -1000, FalsePositive = 0 });
        always.ShouldBe(new ThresholdChoice(0.1, new BinaryCounts(2, 1, 0, 0)));
    }

    [Fact]
    public void A_fixed_threshold_is_kept() =>
        Threshold.Fixed(Outcome([0, 0, 1, 1], [0.1, 0.6, 0.6, 0.2]), 0.6).ShouldBe(new ThresholdChoice(0.6, new BinaryCounts(1, 1, 1, 1)));

    [Fact]
    public void One_class_has_a_value_but_no_youden()
    {
        var outcome = Outcome([1, 1], [0.4, 0.6]);
        Threshold.Value(outcome, Costs).Counts.TruePositives.ShouldBe(2);
        Should.Throw<TrestleException>(() => Threshold.Youden(outcome)).Problems[0].Code.ShouldBe("TR0078");
    }

    [Fact]
    public void Without_rows_or_with_a_score_that_is_not_a_number_there_is_none()
    {
        Should.Throw<TrestleException>(() => Threshold.F1(Outcome([], []))).Problems[0].Code.ShouldBe("TR0078");
        Should.Throw<TrestleException>(() => Threshold.F1(Outcome([0, 1], [0.2, double.NaN]))).Problems[0].Code.ShouldBe("TR0078");
    }

    private static Outcome Outcome(double[] labels, double[] scores) => new(TaskKind.Binary, labels, scores, 1);

    private static void IsHighest(Func<Outcome, ThresholdChoice> choose, Func<BinaryCounts, double> worth) => Outcomes.Sample(outcome =>
    {
        var choice = choose(outcome);
        choice.Counts.ShouldBe(BinaryCounts.Of(outcome with { Threshold = choice.Threshold }));
        var candidates = outcome.Scores.Append(2.0).Select(threshold => worth(BinaryCounts.Of(outcome with { Threshold = threshold })));
        worth(choice.Counts).ShouldBe(candidates.Where(value => !double.IsNaN(value)).Max());
    });
}
