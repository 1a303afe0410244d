using Shouldly;

using Trestle.Core.Schema;
using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;

using Xunit;

namespace Trestle.Tests.Learners.Statistics;

/// <summary>Thresholds where not all rows can be acted on.</summary>
public sealed class CapacityTests
{
    private static readonly Outcome Rows = new(
        TaskKind.Binary, [1, 0, 1, 1, 0, 0, 1, 0, 0, 0], [.95, .9, .8, .7, .6, .5, .4, .3, .2, .1], 1);

    [Theory]
    [InlineData(0.05, 0)]
    [InlineData(0.1, 1)]
    [InlineData(0.25, 2)]
    [InlineData(0.3, 3)]
    [InlineData(1, 10)]
    public void The_highest_scores_are_taken_as_far_as_the_capacity_goes(double capacity, int taken)
    {
        var threshold = new DecisionRule(ThresholdRule.Capacity, Capacity: capacity).Choose(Rows);
        Rows.Scores.Count(score => score >= threshold).ShouldBe(taken);
    }

    [Fact]
    public void Rows_of_one_score_are_taken_together_or_not_at_all()
    {
        var tied = Rows with { Scores = [.9, .9, .9, .7, .6, .5, .4, .3, .2, .1] };
        var threshold = new DecisionRule(ThresholdRule.Capacity, Capacity: 0.2).Choose(tied);
        tied.Scores.Count(score => score >= threshold).ShouldBe(0);
    }

    [Fact]
    public void Within_the_capacity_the_value_decides()
    {
        var costs = new CostMatrix(10, -4, 0, 0);

        // Without a limit seven rows are worth most, 40 - 12; with room for three the first three, 20 - 4; with room for two the first, 10.
        Taken(null).ShouldBe(7);
        Taken(0.3).ShouldBe(3);
        Taken(0.2).ShouldBe(1);
        new DecisionRule(ThresholdRule.Value, Costs: costs, Capacity: 0.2).Words
            .ShouldBe("highest value under the cost matrix on out-of-fold rows, with at most 20 % of the rows positive");

        int Taken(double? capacity)
        {
            var threshold = new DecisionRule(ThresholdRule.Value, Costs: costs, Capacity: capacity).Choose(Rows);
            return Rows.Scores.Count(score => score >= threshold);
        }
    }

    [Fact]
    public void Each_fold_is_decided_at_the_capacity_of_the_others()
    {
        var random = new Random(2);
        var rows = new Outcome(
            TaskKind.Binary, [.. Enumerable.Range(0, 900).Select(row => (double)(row % 3 == 0 ? 1 : 0))],
            [.. Enumerable.Range(0, 900).Select(_ => random.NextDouble())], 1)
        {
            Folds = [.. Enumerable.Range(0, 900).Select(row => (double)(row % 3))],
        };
        var decided = new DecisionRule(ThresholdRule.Capacity, Capacity: 0.1).OutOfFold(rows);
        (BinaryCounts.Of(decided).TruePositives + BinaryCounts.Of(decided).FalsePositives).ShouldBeInRange(70, 110);
    }
}
