using Shouldly;
using Trestle.Core.Schema;
using Trestle.Learners.Metrics;
using Trestle.Stages.Monitor.Monitors;
using Trestle.Stages.Monitor.Reference;
using Trestle.Stages.Monitor.Signals;
using Trestle.Stages.Monitor.Windows;
using Xunit;

namespace Trestle.Tests.Stages.Monitor;

/// <summary>Models at the ends of a metric, where a share of its value or an error by bootstrap means nothing.</summary>
public sealed class PerformanceTests
{
    private static readonly double[] Coins = [.. Enumerable.Range(0, 600).Select(i => (double)(i * 7 % 11 % 2))];
    private static readonly double[] Values = [.. Enumerable.Range(0, 600).Select(i => 100 + (i * 37 % 101))];

    [Theory]
    [InlineData("auc")]
    [InlineData("accuracy")]
    [InlineData("mcc")]
    [InlineData("precision")]
    [InlineData("f1")]
    [InlineData("brier")]
    [InlineData("log-loss")]
    public void A_perfect_classifier_that_is_wholly_wrong_is_an_alarm_and_one_that_stays_perfect_is_none(string metric)
    {
        var reference = Reference(TaskKind.Binary, metric, Coins, Coins);
        Judge(reference, Coins, [.. Coins.Select(coin => 1 - coin)]).Alarm.ShouldBeTrue();
        Judge(reference, Coins, Coins).Alarm.ShouldBeFalse();
    }

    [Theory]
    [InlineData("rmse", 0)]
    [InlineData("rmse", 50)]
    [InlineData("mae", 50)]
    [InlineData("median-ae", 50)]
    [InlineData("r2", 50)]
    public void A_perfect_regression_that_is_off_is_an_alarm(string metric, double off)
    {
        var reference = Reference(TaskKind.Regression, metric, Values, Values);
        var signal = Judge(reference, Values, [.. Values.Select(value => value + off)]);
        signal.Alarm.ShouldBe(off > 0);
        signal.PValue.ShouldNotBeNull();
    }

    [Fact]
    public void An_error_of_zero_is_measured_by_the_skill_over_the_baseline()
    {
        var reference = Reference(TaskKind.Regression, "rmse", Values, Values);
        var spread = Math.Sqrt(Values.Average(value => Math.Pow(value - Values.Average(), 2)));
        reference.Metrics[0].Baseline.ShouldBe(spread, 1e-9);
        Judge(reference, Values, [.. Values.Select(value => value + 10)]).Effect.ShouldBe(10 / spread, 1e-9);
        Judge(reference, Values, [.. Values.Select((value, i) => value + (i == 0 ? 1 : 0))]).Alarm.ShouldBeFalse("below 5 % of the skill");
    }

    [Fact]
    public void A_useless_model_has_no_share_to_lose_and_what_it_loses_counts_against_a_perfect_one()
    {
        double[] constant = [.. Values.Select(_ => Values.Average())];
        var reference = Reference(TaskKind.Regression, "r2", Values, constant);
        reference.Metrics[0].Value.ShouldBe(0, 1e-12);
        var signal = Judge(reference, Values, [.. Values.Select(value => 2 * Values.Average() - value)]);
        (signal.Effect, signal.Alarm).ShouldBe((3, true));
    }

    [Fact]
    public void One_outlier_makes_a_squared_error_and_not_a_median_one()
    {
        double[] near = [.. Values.Select((value, i) => value + (i % 2 == 0 ? 1 : -1))];
        var reference = Reference(TaskKind.Regression, "median-ae", Values, near);
        double[] outlier = [.. near];
        outlier[5] = 1e6;
        Judge(reference, Values, outlier).Alarm.ShouldBeFalse();
        Judge(reference, Values, [.. Values.Select((value, i) => value + (i % 2 == 0 ? 2 : -2))]).Alarm.ShouldBeTrue();
    }

    [Fact]
    public void A_few_labels_may_miss_that_a_weak_model_has_become_its_baseline()
    {
        var random = new Random(3);
        double[] weak = [.. Coins.Select(coin => (0.12 * coin) + random.NextDouble())];
        var reference = Reference(TaskKind.Binary, "auc", Coins, weak);
        var signal = Judge(reference, [.. Coins.Take(210)], [.. weak.Take(210)]);
        (signal.Blind, signal.Alarm).ShouldBe((true, false));
        signal.Detail.ShouldEndWith("; the model may become as bad as its baseline unseen");
        Judge(reference, [.. Coins.Take(150)], [.. weak.Take(150)]).Detail
            .ShouldBe("too few labels to measure: 150 of at least 200; no change would be seen");
    }

    [Fact]
    public void A_reference_of_an_earlier_version_has_no_baseline_and_is_judged_as_before()
    {
        double[] near = [.. Values.Select((value, i) => value + (i % 5))];
        var reference = Reference(TaskKind.Regression, "rmse", Values, near);
        var old = reference with { Metrics = [reference.Metrics[0] with { Baseline = double.NaN }] };
        double[] window = [.. Values.Select((value, i) => value + (i % 7))];
        Judge(old, Values, window).Effect.ShouldBe(Judge(reference, Values, window).Effect);
    }

    private static MonitorReference Reference(TaskKind task, string metric, double[] labels, double[] scores) => ReferenceBuilder.Make(
        new ReferenceSource
        {
            Columns = [],
            Rows = () => [new Trestle.Testing.TableBuilder().Numbers("x", [1, 2, 3]).Block()],
            OutOfFold = new Outcome(task, labels, scores, 1),
            Scores = ["score"],
            Metrics = [metric],
        },
        TestContext.Current.CancellationToken);

    private static Signal Judge(MonitorReference reference, double[] labels, double[] scores)
    {
        var window = new MonitorWindow(reference, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1));
        for (var row = 0; row < labels.Length; row++)
        {
            window.AddLabel((ulong)row, [scores[row]], labels[row], TimeSpan.FromHours(1));
        }

        var view = new MonitorView(reference, window, new MonitorSettings(), MonitorHistory.None);
        return WindowJudge.Judge([new Performance()], "live", 1, view, TestContext.Current.CancellationToken).Signals.Single();
    }
}
