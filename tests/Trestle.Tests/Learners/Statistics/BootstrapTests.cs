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
            new Outcome(TaskKind.Multiclass, labels, [.. scores], 3)
            {
                Values = new RowValues
                {
                    Classes = [[new Amount(2), default, default], [default, new Amount(3), default], [new Amount(-1), default, default]],
                },
            },
            new Outcome(
                TaskKind.Regression, [.. labels.Select(label => label + 1)], [.. labels.Select(label => label + (2 * random.NextDouble()))],
                1, 0)
            {
                Values = new RowValues { Errors = new ErrorValues(new Amount(-1), new Amount(-2), default, default, default) },
            },
        };
        foreach (var outcome in outcomes)
        {
            // MASE needs the unit of each row, which these outcomes do not have.
            foreach (var metric in MetricCatalog.All.Where(metric => metric.Can(outcome.Task) && metric is not Mase))
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

    /// <summary>An interval for independent rows covers in 60 to 80 % of such replays.</summary>
    [Theory]
    [InlineData(20, 25, 0)]
    [InlineData(60, 1, 0.5)]
    [InlineData(500, 1, 0.8)]
    public void An_interval_of_rows_that_depend_on_each_other_covers_the_truth_as_often_as_it_says(int units, int size, double rho)
    {
        const int repeats = 200;
        var random = new Random(10);
        var covered = Enumerable.Range(0, repeats).Count(repeat =>
        {
            var interval = Interval(new Rmse(), Dependent(random, units, size, rho), 300, 0.95, repeat);
            return interval.Low <= 1 && 1 <= interval.High;
        });
        ((double)covered / repeats).ShouldBeInRange(0.91, 0.99);
    }

    [Fact]
    public void Rows_repeated_in_groups_tell_no_more_than_the_groups()
    {
        var single = Dependent(new Random(11), 60, 1, 0) with { Dependence = new RowDependence { Groups = Numbers(60, 1) } };
        var tenfold = single.Take([.. Numbers(60, 10).Select(group => (int)group)]);
        var (narrow, wide) = (Interval(new Rmse(), single, 500, 0.95, 1), Interval(new Rmse(), tenfold, 500, 0.95, 1));
        wide.Low.ShouldBe(narrow.Low, 1e-9);
        wide.High.ShouldBe(narrow.High, 1e-9);
        var naive = Interval(new Rmse(), tenfold with { Dependence = RowDependence.None }, 500, 0.95, 1);
        ((wide.High - wide.Low) / (naive.High - naive.Low)).ShouldBeInRange(2.5, 5);
    }

    [Fact]
    public void With_groups_and_times_the_interval_is_no_narrower_than_with_either()
    {
        var random = new Random(12);
        var outcome = Dependent(random, 30, 20, 0);
        var groups = outcome.Dependence.Groups!;
        double[] times = [.. Enumerable.Range(0, 600).Select(row => (double)(row % 20))];
        var both = Width(new RowDependence { Groups = groups, Times = times });
        both.ShouldBeGreaterThanOrEqualTo(Width(new RowDependence { Groups = groups }));
        both.ShouldBeLessThan(2 * Width(new RowDependence { Groups = groups }));

        double Width(RowDependence dependence) =>
            Interval(new Rmse(), outcome with { Dependence = dependence }, 500, 0.95, 1) is var interval ? interval.High - interval.Low : 0;
    }

    [Fact]
    public void An_interval_of_dependent_rows_stays_in_the_range_of_the_metric()
    {
        var random = new Random(13);
        var outcome = Ranked(random, 60, 12) with { Dependence = new RowDependence { Groups = Numbers(6, 10) } };
        foreach (var metric in MetricCatalog.All.Where(metric => metric.Can(TaskKind.Binary) && metric.Range == MetricRange.Share))
        {
            var interval = Interval(metric, outcome, 200, 0.99, 1);
            (interval.Low >= 0 && interval.Low <= interval.Value && interval.Value <= interval.High && interval.High <= 1).ShouldBeTrue(
                $"{metric.Name} {interval}");
        }
    }

    [Fact]
    public void Rows_of_a_single_group_say_nothing_of_other_groups()
    {
        var interval = Interval(
            new Auc(), Ranked(new Random(14), 50, 1) with { Dependence = new RowDependence { Groups = new double[50] } }, 100, 0.95, 1);
        (interval.Low, interval.High, interval.Undefined).ShouldBe((double.NaN, double.NaN, 100));
    }

    [Theory]
    [InlineData(0, 0.9)]
    [InlineData(10, 0)]
    [InlineData(10, 1)]
    [InlineData(10, double.NaN)]
    public void Settings_that_make_no_sense_are_refused(int resamples, double level) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Interval(new Auc(), Ranked(new Random(9), 10, 1), resamples, level, 1));

    private static Interval Interval(IMetric metric, Outcome outcome, int resamples, double level, int seed) =>
        Bootstrap.Of(metric, outcome, resamples, level, seed, CancellationToken.None);

    /// <summary>
    /// Standard normal errors of units that follow an autoregression; of a unit with several rows, three tenths of the variance are its
    /// own, and there are groups instead of times.
    /// </summary>
    private static Outcome Dependent(Random random, int units, int size, double rho)
    {
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var effects = new double[units];
        for (var unit = 0; unit < units; unit++)
        {
            effects[unit] = unit == 0 ? Normal() : (rho * effects[unit - 1]) + (Math.Sqrt(1 - (rho * rho)) * Normal());
        }

        var numbers = Numbers(units, size);
        double[] errors = size == 1
            ? effects
            : [.. numbers.Select(unit => (Math.Sqrt(0.3) * effects[(int)unit]) + (Math.Sqrt(0.7) * Normal()))];
        return new Outcome(TaskKind.Regression, new double[errors.Length], errors, 1)
        {
            Dependence = size == 1 ? new RowDependence { Times = numbers } : new RowDependence { Groups = numbers },
        };
    }

    private static double[] Numbers(int units, int size) => [.. Enumerable.Range(0, units * size).Select(row => (double)(row / size))];

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
