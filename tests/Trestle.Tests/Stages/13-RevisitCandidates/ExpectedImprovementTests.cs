using CsCheck;

using Shouldly;

using Trestle.Stages.RevisitCandidates;

using Xunit;

namespace Trestle.Tests.Stages.RevisitCandidates;

/// <summary>Expected values: the integral of 1 − P(no further draw exceeds x) over x above the best, by scipy 1.10.1's quad.</summary>
public sealed class ExpectedImprovementTests
{
    private static readonly double[] Auc = [0.8478, 0.8475, 0.8471, 0.8469, 0.8466, 0.8463, 0.8462, 0.8457, 0.8442, 0.8431, 0.8423, 0.8358];
    private static readonly double[] MinusRmse = [-1.933, -2.1, -2.3, -2.31, -2.5, -2.9, -3.3];

    [Theory]
    [InlineData(0.8478, 6, 0.00025618613443090666)]
    [InlineData(0.8478, 1, 4.617261864618855e-05)]
    [InlineData(0.8478, 100, 0.0017644844244241494)]
    [InlineData(0.85, 12, 2.642759317141273e-05)]
    public void Twelve_scores_give_what_the_integral_gives(double best, int further, double expected) =>
        ExpectedImprovement.Of([.. Auc.Reverse()], best, further)!.Value.ShouldBe(expected, 1e-9 * expected);

    [Theory]
    [InlineData(-1.933, 0.06017342603434806)]
    [InlineData(-1.9, 0.05147247032661249)]
    public void Seven_losses_give_what_the_integral_gives(double best, double expected) =>
        ExpectedImprovement.Of(MinusRmse, best, 5)!.Value.ShouldBe(expected, 1e-9 * expected);

    [Fact]
    public void Four_scores_are_the_fewest()
    {
        ExpectedImprovement.Of([1, 2, 3, 4], 4, 3)!.Value.ShouldBe(0.5551538468781034, 1e-9);
        ExpectedImprovement.Of([1, 2, 3], 3, 3).ShouldBeNull();
        ExpectedImprovement.Of([], 0, 3).ShouldBeNull();
    }

    [Fact]
    public void Equal_scores_promise_nothing() => ExpectedImprovement.Of([0.5, 0.5, 0.5, 0.5, 0.5], 0.5, 100).ShouldBe(0);

    [Fact]
    public void More_draws_promise_more_and_a_better_best_leaves_less_to_gain() => Gen.Select(
        Gen.Double[-5, 5].Array[4, 30], Gen.Int[1, 50], Gen.Double[0, 3]).Sample((scores, further, lead) =>
    {
        var best = scores.Max();
        var expected = ExpectedImprovement.Of(scores, best, further)!.Value;
        expected.ShouldBeGreaterThanOrEqualTo(0);
        ExpectedImprovement.Of(scores, best, further + 1)!.Value.ShouldBeGreaterThanOrEqualTo(expected);
        ExpectedImprovement.Of(scores, best + lead, further)!.Value.ShouldBeLessThanOrEqualTo(expected * (1 + 1e-12));
    });

    /// <summary>
    /// Against what six more draws really bring on average. The estimate knows the best score and plugs in what it estimates, which
    /// makes it low by three tenths for exponential scores; for scores with a shorter tail it is high.
    /// </summary>
    [Theory]
    [InlineData(true, 0.1796, 0.65, 0.80)]
    [InlineData(false, 0.0815, 1.35, 1.75)]
    public void On_average_it_is_near_what_six_more_draws_bring(bool exponential, double really, double least, double most)
    {
        var random = new Random(5);
        double Draw() => exponential
            ? -Math.Log(1 - random.NextDouble())
            : Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var mean = Enumerable.Range(0, 3000).Average(_ =>
        {
            double[] scores = [.. Enumerable.Range(0, 30).Select(_ => Draw())];
            return ExpectedImprovement.Of(scores, scores.Max(), 6)!.Value;
        });
        (mean / really).ShouldBeInRange(least, most);
    }
}
