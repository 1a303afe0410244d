using Shouldly;

using Trestle.Core.Schema;
using Trestle.Learners.Metrics;
using Trestle.Stages.RetrainOrRetire;

using Xunit;

namespace Trestle.Tests.Stages.RetrainOrRetire;

public sealed class ChallengeTests
{
    private static readonly IMetric Rmse = MetricCatalog.Get("rmse");
    private static readonly IMetric Auc = MetricCatalog.Get("auc");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void A_challenger_with_half_the_error_is_better_and_the_other_way_round_it_is_not()
    {
        var (labels, good, bad) = Regression(300, 0.5, 1);
        var result = Challenge.Look(Rmse, Outcome(labels, bad), Outcome(labels, good), new ChallengeSettings(), 3, 1, Cancellation);
        result.Verdict.ShouldBe(ChallengeVerdict.Better);
        result.Gain.ShouldBe(Rmse.Measure(Outcome(labels, bad)) - Rmse.Measure(Outcome(labels, good)), 1e-12);
        result.Low.ShouldBeInRange(0.2, result.Gain);
        Challenge.Look(
            Rmse, Outcome(labels, good), Outcome(labels, bad), new ChallengeSettings(), 3, 1,
            Cancellation).Verdict.ShouldBe(ChallengeVerdict.NotBetter);
    }

    [Fact]
    public void A_gain_below_the_margin_does_not_promote()
    {
        var (labels, good, bad) = Regression(300, 0.5, 1);
        Challenge.Look(
            Rmse, Outcome(labels, bad), Outcome(labels, good), new ChallengeSettings { Margin = 0.45 }, 3, 1,
            Cancellation).Verdict.ShouldBe(ChallengeVerdict.Open);
        Challenge.Look(
            Rmse, Outcome(labels, bad), Outcome(labels, good), new ChallengeSettings { Margin = 2 }, 3, 1,
            Cancellation).Verdict.ShouldBe(ChallengeVerdict.NotBetter);
    }

    [Fact]
    public void The_same_model_never_beats_itself()
    {
        var (labels, good, _) = Regression(200, 0.5, 1);
        var result = Challenge.Look(Rmse, Outcome(labels, good), Outcome(labels, good), new ChallengeSettings(), 3, 1, Cancellation);
        (result.Gain, result.Low, result.High, result.Verdict).ShouldBe((0, 0, 0, ChallengeVerdict.Open));
    }

    [Fact]
    public void Rows_of_one_class_decide_nothing_for_a_metric_of_rank()
    {
        var labels = new double[100];
        var outcome = new Outcome(TaskKind.Binary, labels, [.. labels.Select((_, i) => i / 100.0)], 1);
        Challenge.Look(Auc, outcome, outcome, new ChallengeSettings(), 3, 1, Cancellation).Verdict.ShouldBe(ChallengeVerdict.Open);
    }

    [Fact]
    public void Without_a_difference_a_challenger_is_promoted_no_more_often_than_is_permitted()
    {
        var settings = new ChallengeSettings { Rows = 60, Looks = 3 };
        var random = new Random(7);
        var promoted = Enumerable.Range(0, 150).Count(replay =>
        {
            var (labels, a, b) = Regression(180, 1, 1, random.Next());
            Outcome First(double[] scores, int rows) => Outcome(labels[..rows], scores[..rows]);
            return Enumerable.Range(1, settings.Looks).Any(look => Challenge.Look(
                Rmse, First(a, look * 60), First(b, look * 60), settings, look, replay, Cancellation).Verdict == ChallengeVerdict.Better);
        });

        // 5 % of 150 is 7.5 with a standard deviation of 2.7: three of them above.
        promoted.ShouldBeLessThanOrEqualTo(15);
    }

    /// <summary>The block was the cube root of the rows, whatever they depended on: 20 to 30 % of such challengers were promoted.</summary>
    [Fact]
    public void A_challenger_that_is_better_for_a_while_by_chance_is_not_promoted()
    {
        var settings = new ChallengeSettings { Rows = 60, Looks = 3 };
        var random = new Random(8);
        var promoted = Enumerable.Range(0, 100).Count(replay =>
        {
            var (_, noise, _) = Regression(180, 1, 1, random.Next());
            var losses = new double[180];
            for (var row = 1; row < losses.Length; row++)
            {
                losses[row] = (0.95 * losses[row - 1]) + (noise[row] / 50);
            }

            double[] champion = [.. losses.Select(_ => 20.0)], challenger = [.. losses.Select(loss => 20 + loss)];
            return Enumerable.Range(1, settings.Looks).Select(look => look * 60).Any(rows => Challenge.Look(
                MetricCatalog.Get("mae"), InTime(champion[..rows]), InTime(challenger[..rows]), settings, rows / 60, replay, Cancellation)
                .Verdict == ChallengeVerdict.Better);
        });
        promoted.ShouldBeLessThanOrEqualTo(5);
    }

    /// <summary>
    /// Turns leave no significant autocorrelation at any lag, so blocks were too short: 14 of 100 such challengers were promoted.
    /// </summary>
    [Fact]
    public void Models_that_take_turns_in_being_slightly_better_do_not_replace_each_other()
    {
        var settings = new ChallengeSettings { Rows = 60, Looks = 3 };
        var random = new Random(9);
        var (promoted, withoutSlow) = (0, 0);
        for (var replay = 0; replay < 100; replay++)
        {
            var (labels, noise, other) = Regression(180, 1, 1, random.Next());
            bool[] turns = [.. Enumerable.Range(0, 9).Select(_ => random.Next(2) == 0)];
            double[] Errors(double[] scores, bool turn) =>
                [.. scores.Select((score, row) => (score - labels[row]) * (turns[row / 20] == turn ? 1 : 1.4))];
            var (a, b) = (Errors(noise, true), Errors(other, false));
            var looks = Enumerable.Range(1, settings.Looks).Select(look => Challenge.Look(
                Rmse, InTime(a[..(look * 60)]), InTime(b[..(look * 60)]), settings, look, replay, Cancellation)).ToArray();
            promoted += looks.Any(look => look.Verdict == ChallengeVerdict.Better) ? 1 : 0;
            withoutSlow += looks.Any(look => Math.Max(look.Randomised ?? 1, look.DieboldMariano ?? 1) <= 0.05 / 3) ? 1 : 0;
        }

        promoted.ShouldBeLessThanOrEqualTo(5);
        withoutSlow.ShouldBeGreaterThan(10);
    }

    /// <summary>In few rows a turn looks like a difference: the error is spent with the fifth power of the rows.</summary>
    [Fact]
    public void The_first_look_needs_more_evidence_than_the_last()
    {
        var (labels, good, bad) = Regression(200, 0.5, 1);
        ChallengeResult Look(int look, int looks = 3) => Challenge.Look(
            Rmse, Outcome(labels, bad), Outcome(labels, good), new ChallengeSettings { Looks = looks }, look, 1, Cancellation);
        Look(1).Level!.Value.ShouldBe(0.02 / 243, 1e-12);
        Look(3).Level!.Value.ShouldBe(0.02 * 211 / 243, 1e-12);
        Look(1).Verdict.ShouldBe(ChallengeVerdict.Open);
        Look(2).Verdict.ShouldBe(ChallengeVerdict.Better);
        Look(1, 1).Verdict.ShouldBe(ChallengeVerdict.Better);
        Look(1, 1).Level!.Value.ShouldBe(0.02, 1e-12);
        Challenge.Earliest(new ChallengeSettings()).ShouldBe(2);
        Challenge.Earliest(new ChallengeSettings { Looks = 1, Confidence = 0.99 }).ShouldBe(1);
        Challenge.Earliest(new ChallengeSettings { Looks = 10 }).ShouldBe(6);
    }

    [Fact]
    public void A_promotion_names_the_tests_that_agreed()
    {
        var (labels, good, bad) = Regression(300, 0.5, 1);
        var result = Challenge.Look(Rmse, Outcome(labels, bad), Outcome(labels, good), new ChallengeSettings(), 3, 1, Cancellation);
        result.Randomised!.Value.ShouldBe(1 / 2001.0, 1e-9);
        result.DieboldMariano!.Value.ShouldBeLessThan(1e-6);
        result.Slow.ShouldBeNull();
        result.Words.ShouldContain("(swaps)");
        Challenge.Look(Rmse, InTime(bad, labels), InTime(good, labels), new ChallengeSettings(), 3, 1, Cancellation).Words
            .ShouldEndWith("(slow turns), 0.017 is permitted");
        var open = Challenge.Look(Rmse, Outcome(labels, good), Outcome(labels, bad), new ChallengeSettings(), 3, 1, Cancellation);
        (open.Randomised, open.DieboldMariano).ShouldBe((null, null));
        open.Words.ShouldNotContain("swaps");
    }

    private static Outcome InTime(double[] scores, double[]? labels = null) => Outcome(labels ?? new double[scores.Length], scores) with
    {
        Dependence = new RowDependence { Times = [.. Enumerable.Range(0, scores.Length).Select(row => (double)row)] },
    };

    private static Outcome Outcome(double[] labels, double[] scores) => new(TaskKind.Regression, labels, scores, 1);

    private static (double[] Labels, double[] First, double[] Second) Regression(int rows, double first, double second, int seed = 3)
    {
        var random = new Random(seed);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var labels = Enumerable.Range(0, rows).Select(_ => 10 * Normal()).ToArray();
        return (labels, [.. labels.Select(label => label + (first * Normal()))], [.. labels.Select(label => label + (second * Normal()))]);
    }
}
