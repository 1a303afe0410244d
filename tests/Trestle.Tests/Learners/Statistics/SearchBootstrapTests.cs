using Shouldly;

using Trestle.Core.Schema;
using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;

using Xunit;

namespace Trestle.Tests.Learners.Statistics;

/// <summary>The correction for the choice among many trials, and the test of all of them against a baseline.</summary>
public sealed class SearchBootstrapTests
{
    [Theory]
    [InlineData(1.0, new[] { 1 / 41.0, 23 / 41.0, 23 / 41.0, 41 / 41.0 })]
    [InlineData(1.5, new[] { 21 / 41.0, 31 / 41.0, 31 / 41.0, 41 / 41.0 })]
    public void Step_down_p_values_are_those_of_a_reference(double inflation, double[] expected)
    {
        // Computed set by set in Python with numpy 1.24.2.
        double[] leads = [0.16, 0.10, 0.12, -0.10];
        double[][] resampled = [.. Enumerable.Range(0, 40).Select(b => Enumerable.Range(0, 4)
            .Select(k => leads[k] + ((0.12 + (0.02 * k)) * Math.Sin((3 * b) + (7 * k) + (0.5 * b * k)))).ToArray())];
        SearchBootstrap.StepDown(leads, resampled, new double[4], 1, inflation).ShouldBe(expected, 1e-12);

        // The same leads of a metric whose lower values are better, from another point.
        double[][] turned = [.. resampled.Select(draw => draw.Select(lead => 0.5 - lead).ToArray())];
        SearchBootstrap.StepDown([.. leads.Select(lead => 0.5 - lead)], turned, [0.5, 0.5, 0.5, 0.5], -1, inflation)
            .ShouldBe(expected, 1e-12);
    }

    [Fact]
    public void Scores_that_say_nothing_are_worth_a_constant_in_rank_and_less_in_loss()
    {
        var coin = Coins(3, trials: 1, rows: 2000, better: 0)[0] with { Folds = [.. Enumerable.Range(0, 2000).Select(row => row % 5.0)] };
        SearchBootstrap.Idle(new Auc(), coin, 1, TestContext.Current.CancellationToken).ShouldBe(0.5, 0.01);

        // Of a score s, uniform from 0 to 1, the Brier score of a coin is E[(s − y)²] = 1/3.
        SearchBootstrap.Idle(new Brier(), coin, 1, TestContext.Current.CancellationToken).ShouldBe(1 / 3.0, 0.01);
        SearchBootstrap.Idle(new Brier(), coin with { Scores = [.. coin.Labels] }, 1, TestContext.Current.CancellationToken)
            .ShouldBe(0.5, 0.03);
    }

    [Fact]
    public void The_best_of_many_coins_looks_better_than_a_coin_and_is_corrected_to_one()
    {
        var (plain, corrected) = (0.0, 0.0);
        for (var seed = 0; seed < 20; seed++)
        {
            var result = Judge(Coins(seed, trials: 20, rows: 300, better: 0), seed);
            plain += result.Plain[result.Best] / 20;
            corrected += result.Corrected.Value / 20;
        }

        plain.ShouldBeGreaterThan(0.55);
        corrected.ShouldBe(0.5, 0.01);
    }

    [Fact]
    public void Among_twenty_coins_one_passes_alone_more_often_than_not_every_time_but_hardly_ever_with_all_counted()
    {
        var (alone, together) = (0, 0);
        for (var seed = 0; seed < 60; seed++)
        {
            var scores = Coins(100 + seed, trials: 20, rows: 200, better: 0);
            alone += scores.Any(one => Judge([one], seed).PValues[0] <= 0.025) ? 1 : 0;
            together += Judge(scores, seed).PValues.Min() <= 0.025 ? 1 : 0;
        }

        alone.ShouldBeGreaterThan(12);
        together.ShouldBeLessThan(5);
    }

    [Fact]
    public void A_trial_that_is_better_is_found_and_the_others_are_not()
    {
        var result = Judge(Coins(1, trials: 12, rows: 500, better: 0.8), 1);
        result.Best.ShouldBe(0);
        result.PValues[0].ShouldBeLessThan(0.01);
        result.PValues.Skip(1).ShouldAllBe(p => p > 0.025);
        result.Optimism.ShouldBe(0, 0.01);
        result.Corrected.Low.ShouldBeLessThan(result.Plain[0]);
        result.Corrected.High.ShouldBeGreaterThan(result.Plain[0]);
    }

    [Fact]
    public void A_seed_gives_the_same_result_and_a_trial_without_a_value_is_never_chosen()
    {
        Outcome[] scores = [.. Coins(2, trials: 3, rows: 100, better: 0.5)];
        scores[1] = scores[1] with { Scores = [.. Enumerable.Repeat(double.NaN, 100)] };
        var result = Judge(scores, 7);
        result.Best.ShouldBe(0);
        result.Plain[1].ShouldBe(double.NaN);
        result.PValues[1].ShouldBe(1);
        Judge(scores, 7).Corrected.ShouldBe(result.Corrected);
        Judge(scores, 8).Corrected.ShouldNotBe(result.Corrected);
    }

    [Fact]
    public void Folds_that_learn_from_each_other_say_less_than_their_rows()
    {
        // 1 + 5 · (1/4) = 2.25 (Nadeau, Bengio 2003).
        SearchBootstrap.Inflation([20, 20, 20, 20, 20], overTime: false).ShouldBe(1.5, 1e-12);
        SearchBootstrap.Inflation([10, 30], overTime: false).ShouldBe(Math.Sqrt(1 + (10.0 / 30) + (30.0 / 10)), 1e-12);
        SearchBootstrap.Inflation([20, 20, 20], overTime: true).ShouldBe(1);
        SearchBootstrap.Inflation([20], overTime: false).ShouldBe(1);
    }

    private static SearchResult Judge(IReadOnlyList<Outcome> scores, int seed) => SearchBootstrap.Of(
        new Auc(), scores, scores[0] with { Scores = [.. Enumerable.Repeat(0.5, scores[0].Rows)] }, 1, 300, 0.95, seed,
        TestContext.Current.CancellationToken);

    /// <summary>Scores that say nothing of the labels; those of the first trial say as much as <paramref name="better"/> has it.</summary>
    private static Outcome[] Coins(int seed, int trials, int rows, double better)
    {
        var random = new Random(seed);
        double[] labels = [.. Enumerable.Range(0, rows).Select(_ => (double)random.Next(2))];
        return [.. Enumerable.Range(0, trials).Select(trial => new Outcome(
            TaskKind.Binary, labels, [.. labels.Select(label => random.NextDouble() + (trial == 0 ? better * label : 0))], 1))];
    }
}
