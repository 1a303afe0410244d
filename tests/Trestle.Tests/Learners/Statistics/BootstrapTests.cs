using Shouldly;

using Trestle.Core.Schema;
using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;

using Xunit;

namespace Trestle.Tests.Learners.Statistics;

public sealed class BootstrapTests
{
    [Fact]
    public void The_interval_covers_the_truth_as_often_as_it_says()
    {
        const double truth = 0.3;
        const int repeats = 400;
        var random = new Random(1);
        var covered = Enumerable.Range(0, repeats).Count(repeat =>
        {
            var interval = Interval(new Accuracy(), Shares(random, 150, truth), 300, 0.9, repeat);
            return interval.Low <= truth && truth <= interval.High;
        });
        ((double)covered / repeats).ShouldBeInRange(0.86, 0.94);
    }

    [Fact]
    public void The_interval_is_as_wide_as_theory_has_it()
    {
        var outcome = Shares(new Random(2), 4000, 0.5);
        var interval = Interval(new Accuracy(), outcome, 2000, 0.95, 1);
        var share = outcome.Labels.Average();
        interval.Value.ShouldBe(share);
        (interval.High - interval.Low).ShouldBe(2 * 1.96 * Math.Sqrt(share * (1 - share) / 4000), 0.002);
        (interval.Level, interval.Resamples, interval.Undefined).ShouldBe((0.95, 2000, 0));
    }

    [Fact]
    public void A_seed_gives_the_same_interval_and_another_seed_another()
    {
        var outcome = Ranked(new Random(3), 500, 1);
        var interval = Interval(new Auc(), outcome, 100, 0.95, 7);
        Interval(new Auc(), outcome, 100, 0.95, 7).ShouldBe(interval);
        Interval(new Auc(), outcome, 100, 0.95, 8).ShouldNotBe(interval);
    }

    [Fact]
    public void The_rows_that_a_seed_draws_never_change()
    {
        // Computed from the same generator in Python, with numpy 1.24.2 for the percentiles.
        var outcome = new Outcome(TaskKind.Regression, [1, 2, 4, 8, 16, 32, 64, 128], new double[8], 1);
        var interval = Interval(new Mae(), outcome, 5, 0.5, 42);
        (interval.Low, interval.High).ShouldBe((20.5, 62.125));
    }

    [Fact]
    public void Every_metric_has_an_interval_around_its_value()
    {
        var random = new Random(4);
        var labels = Enumerable.Range(0, 300).Select(_ => (double)random.Next(3)).ToArray();
        var scores = labels.SelectMany(label => Enumerable.Range(0, 3).Select(c => label == c ? 0.5 : 0.25))
            .Select(score => score + (random.NextDouble() / 3));
        var outcomes = new[]
        {
            Ranked(random, 300, 1) with { Costs = new CostMatrix(3, -1, 2, -4) },
            new Outcome(TaskKind.Multiclass, labels, [.. scores], 3),
            new Outcome(
                TaskKind.Regression, [.. labels.Select(label => label + 1)], [.. labels.Select(label => label + (2 * random.NextDouble()))],
                1),
        };
        foreach (var outcome in outcomes)
        {
            foreach (var metric in MetricCatalog.All.Where(metric => metric.Can(outcome.Task)))
            {
                var interval = Interval(metric, outcome, 200, 0.99, 1);
                interval.Value.ShouldBe(metric.Measure(outcome), metric.Name);
                interval.Value.ShouldBeInRange(interval.Low, interval.High, metric.Name);
                interval.High.ShouldBeGreaterThan(interval.Low, metric.Name);
            }
        }
    }

    [Fact]
    public void Resamples_on_which_the_figure_is_undefined_are_counted_and_left_out()
    {
        var outcome = new Outcome(TaskKind.Binary, [1, .. new double[19]], [0.9, .. Enumerable.Range(0, 19).Select(i => i / 19.0)], 1);
        var interval = Interval(new Auc(), outcome, 2000, 0.95, 1);
        (interval.Undefined / 2000.0).ShouldBe(Math.Pow(19 / 20.0, 20), 0.03);
        double.IsFinite(interval.Low).ShouldBeTrue();
    }

    [Fact]
    public void A_figure_that_is_never_defined_has_no_interval()
    {
        foreach (var labels in new[] { new double[5], [] })
        {
            var interval = Interval(new Auc(), new Outcome(TaskKind.Binary, labels, labels, 1), 50, 0.95, 1);
            (interval.Value, interval.Low, interval.High, interval.Undefined).ShouldBe((double.NaN, double.NaN, double.NaN, 50));
        }
    }

    [Fact]
    public void Rows_are_paired_so_that_equal_models_do_not_differ()
    {
        var a = Ranked(new Random(5), 300, 1);
        var other = a with { Scores = [.. a.Scores.Select(score => score / 2)] };
        var interval = Bootstrap.Difference(new Auc(), a, other, 100, 0.95, 1, CancellationToken.None);
        (interval.Value, interval.Low, interval.High).ShouldBe((0, 0, 0));
    }

    [Fact]
    public void A_better_model_differs_and_the_difference_changes_sign_with_the_order()
    {
        var random = new Random(6);
        var good = Ranked(random, 1000, 2);
        var bad = good with { Scores = [.. good.Scores.Select(score => score + (2 * random.NextDouble()))] };
        var interval = Bootstrap.Difference(new Auc(), good, bad, 300, 0.95, 1, CancellationToken.None);
        interval.Low.ShouldBeGreaterThan(0);
        var turned = Bootstrap.Difference(new Auc(), bad, good, 300, 0.95, 1, CancellationToken.None);
        (turned.Value, turned.Low, turned.High).ShouldBe((-interval.Value, -interval.High, -interval.Low));
    }

    [Fact]
    public void Outcomes_of_other_rows_are_not_compared()
    {
        var outcome = Ranked(new Random(7), 10, 1);
        Should.Throw<ArgumentException>(() => Bootstrap.Difference(
            new Auc(), outcome, outcome with { Labels = new double[10] }, 10, 0.95, 1, CancellationToken.None));
    }

    [Fact]
    public void It_can_be_cancelled() => Should.Throw<OperationCanceledException>(() =>
        Bootstrap.Of(new Auc(), Ranked(new Random(8), 10, 1), 10, 0.95, 1, new CancellationToken(canceled: true)));

    [Theory]
    [InlineData(0, 0.9)]
    [InlineData(10, 0)]
    [InlineData(10, 1)]
    [InlineData(10, double.NaN)]
    public void Settings_that_make_no_sense_are_refused(int resamples, double level) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Interval(new Auc(), Ranked(new Random(9), 10, 1), resamples, level, 1));

    private static Interval Interval(IMetric metric, Outcome outcome, int resamples, double level, int seed) =>
        Bootstrap.Of(metric, outcome, resamples, level, seed, CancellationToken.None);

    /// <summary>Rows that are positive with a probability, all predicted positive: the accuracy is the share of positives.</summary>
    private static Outcome Shares(Random random, int rows, double share) =>
        new(
            TaskKind.Binary, [.. Enumerable.Range(0, rows).Select(_ => random.NextDouble() < share ? 1.0 : 0.0)],
            [.. Enumerable.Repeat(1.0, rows)], 1);

    private static Outcome Ranked(Random random, int rows, double signal)
    {
        var labels = Enumerable.Range(0, rows).Select(_ => (double)random.Next(2)).ToArray();
        return new Outcome(
            TaskKind.Binary, labels, [.. labels.Select(label => ((label * signal) + (3 * random.NextDouble())) / (3 + signal))], 1);
    }
}
