using Shouldly;

using Trestle.Learners.Statistics;
using Trestle.Stages.Deploy.Evidence;
using Trestle.Stages.Deploy.Planning;
using Trestle.Stages.Deploy.Rollouts;

using Xunit;

namespace Trestle.Tests.Stages.Deploy;

public sealed class CanaryJudgeTests
{
    private static readonly CanarySettings Limits = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void The_levels_of_all_looks_of_all_steps_and_measures_stay_within_the_total(int steps) =>
        Enumerable.Range(1, 10_000).Sum(look => steps * 3 * CanaryJudge.Level(0.01, steps, look)).ShouldBeInRange(0.0099, 0.01);

    [Fact]
    public void A_difference_within_the_limit_is_none_however_sure_it_is()
    {
        var verdict = Judge(Window(1_000_000, 0), Window(1_000_000, 5_000));
        verdict.Findings[0].PValue.ShouldBeLessThan(1e-100);
        (verdict.Worse, verdict.Enough).ShouldBe((false, true));
    }

    [Fact]
    public void A_difference_beyond_the_limit_that_chance_explains_neither_removes_nor_passes()
    {
        var verdict = Judge(Window(200, 1), Window(200, 6));
        (verdict.Worse, verdict.Enough, verdict.Within, verdict.Findings[0].Canary).ShouldBe((false, false, false, 0.03));
    }

    [Fact]
    public void Two_hundred_requests_without_a_failure_do_not_show_that_one_percent_is_kept()
    {
        var verdict = Judge(Window(1800, 0), Window(200, 0));
        var errors = verdict.Findings[0];
        (verdict.Worse, verdict.Enough, verdict.Within, errors.Shown).ShouldBe((false, false, true, false));
        errors.Bound.ShouldBe(0.018275, 1e-5, "1 - 0.025^(1/200)");
        errors.Power.ShouldBe(0);
        errors.Needed!.Value.ShouldBeInRange(160, 400);
        verdict.Reason.ShouldStartWith(
            "not shown to be within its limits in 200 requests, live 1800: errors 0, live 0 (up to 0.01828 more, limit");
        verdict.Reason.ShouldContain("; power 0 %, about ");
        Judge(Window(9000, 0), Window(1000, 0)).Enough.ShouldBeTrue();
    }

    [Fact]
    public void Nineteen_failures_of_nineteen_remove_a_canary_and_so_do_three_of_three()
    {
        Judge(Window(171, 0), Window(19, 19)).Worse.ShouldBeTrue();
        CanaryJudge.Judge(Window(27, 0), Window(3, 3), Limits, CanaryJudge.Level(0.01, 2, 1), 0.025).Worse.ShouldBeTrue();
        Judge(Window(0, 0), Window(19, 19)).Worse.ShouldBeFalse("nothing to compare with");
    }

    /// <summary>The risk that a canary passes whose failures exceed those of the live version by the limit, by enumeration.</summary>
    [Theory]
    [InlineData(100, 900, 0.001)]
    [InlineData(200, 1800, 0.01)]
    [InlineData(500, 500, 0.0)]
    [InlineData(500, 4500, 0.05)]
    public void A_canary_beyond_the_limit_passes_no_more_often_than_the_risk(int requests, int live, double rate)
    {
        var (margin, risk, passed) = (0.05, 0.025, 0.0);
        for (var failed = 0; failed <= live; failed++)
        {
            var probability = Binomial.UpperTail(failed, live, rate) - Binomial.UpperTail(failed + 1, live, rate);
            if (probability > 1e-9)
            {
                var most = NonInferiority.MostHits(requests, failed, live, margin, risk);
                NonInferiority.Difference(most + 1, requests, failed, live, risk).ShouldBeGreaterThan(margin);
                (most < 0 ? 0 : NonInferiority.Difference(most, requests, failed, live, risk)).ShouldBeLessThanOrEqualTo(margin);
                passed += probability * (1 - Binomial.UpperTail(most + 1, requests, rate + margin));
            }
        }

        passed.ShouldBeInRange(0.005, risk);
    }

    [Fact]
    public void Slow_answers_are_found_however_few_there_are()
    {
        var fast = Times(1980, 15, 5);
        Slow(fast, Times(1500, 400, 100)).Worse.ShouldBeTrue();
        Slow(Times(36, 0, 0), Times(0, 0, 4)).Worse.ShouldBeTrue("four of four are slower than all others");
        Slow(fast, fast).Worse.ShouldBeFalse();
        Slow(Times(1500, 400, 100), fast).Worse.ShouldBeFalse();
        Slow(Times(1980, 20, 0), Times(198, 2, 0)).Worse.ShouldBeFalse();

        static CanaryFinding Slow(CanaryWindow live, CanaryWindow canary) =>
            Judge(live, canary).Findings.Single(finding => finding.Measure == "p99 seconds");
    }

    [Fact]
    public void A_percentile_is_shown_by_order_statistics_of_both()
    {
        var random = new Random(3);
        CanaryWindow Version(int requests, double slower) => new(
            requests, 0, [.. Enumerable.Range(0, requests).Select(_ => slower * (0.01 + (0.01 * random.NextDouble()))).Order()], []);
        var live = Version(3600, 1);
        var few = Judge(live, Version(100, 1)).Findings[1];
        (few.Shown, few.Worse, few.Bound).ShouldBe((false, false, double.PositiveInfinity));
        few.Needed!.Value.ShouldBeInRange(280, 300, "390 rows are the fewest with an upper limit of the 99th percentile at 2 %");
        var enough = Judge(live, Version(400, 1)).Findings[1];
        enough.Shown.ShouldBeTrue();
        enough.Bound.ShouldBeInRange(enough.Canary, 0.021);
        Judge(live, Version(4000, 1.6)).Findings[1].Worse.ShouldBeTrue();
        Judge(live, Version(4000, 1.45)).Findings[1].Shown.ShouldBeTrue();
        CanaryJudge.Judge(live, Version(50, 1), Limits with { LatencyShare = 0.9 }, 1e-4, 0.025).Findings[1].Shown.ShouldBeTrue();
    }

    [Fact]
    public void Without_latencies_nothing_is_shown() =>
        Judge(Window(9000, 0) with { Seconds = [] }, Window(1000, 0)).Enough.ShouldBeFalse();

    [Fact]
    public void Scores_that_are_elsewhere_are_found()
    {
        var random = new Random(5);
        double[] Scores(double shift) => [.. Enumerable.Range(0, 2000).Select(_ => (random.NextDouble() * 0.5) + shift)];
        var live = Window(2000, 0) with { Scores = [Scores(0)] };
        var near = Judge(live, Window(2000, 0) with { Scores = [Scores(0.02)] });
        near.Worse.ShouldBeFalse();
        var far = Judge(live, Window(2000, 0) with { Scores = [Scores(0.2)] });
        far.Worse.ShouldBeTrue();
        far.Reason.ShouldStartWith("score distance 0.4");
    }

    [Fact]
    public void A_canary_that_is_no_worse_is_rolled_back_no_more_often_than_the_confidence_allows()
    {
        var random = new Random(18);
        var alarms = 0;
        for (var rollout = 0; rollout < 400; rollout++)
        {
            var (live, canary, liveErrors, canaryErrors, alarm) = (0, 0, 0, 0, false);
            for (var look = 1; look <= 4; look++)
            {
                (live, canary) = (live + 450, canary + 50);
                liveErrors += Enumerable.Range(0, 450).Count(_ => random.NextDouble() < 0.05);
                canaryErrors += Enumerable.Range(0, 50).Count(_ => random.NextDouble() < 0.05);
                alarm |= CanaryJudge.Judge(
                    Window(live, liveErrors), Window(canary, canaryErrors), Limits, CanaryJudge.Level(0.05, 1, look), 0.025).Worse;
            }

            alarms += alarm ? 1 : 0;
        }

        alarms.ShouldBeLessThanOrEqualTo(20);
    }

    [Fact]
    public void A_host_that_was_started_again_counts_from_nothing()
    {
        var before = new VersionCounts(2, 1000, 10, []);
        Words(CanaryWindow.Since(before, new VersionCounts(2, 1500, 10, []), new CanarySample([], [0.2, 0.1]))).ShouldBe("500 0 0.1 0.2");
        Words(CanaryWindow.Since(before, new VersionCounts(2, 300, 1, []), CanarySample.None)).ShouldBe("300 1 ");
        CanaryWindow.Since(before, null, CanarySample.None).Requests.ShouldBe(0);
    }

    [Fact]
    public void A_step_is_looked_at_when_requests_grow_and_at_fixed_times()
    {
        Due(0, 0, 1, 2).ShouldBeFalse();
        Due(0, 0, 1, 3).ShouldBeTrue("the first three requests");
        Due(1, 3, 2, 4).ShouldBeFalse();
        Due(1, 3, 2, 5).ShouldBeTrue();
        Due(2, 5, 11, 5).ShouldBeFalse();
        Due(2, 5, 12, 5).ShouldBeTrue("a quarter of the time of the step later");
        Due(35, 5, 40, 5).ShouldBeTrue("the step is over");
        Due(40, 5, 79, 7).ShouldBeFalse();
        Due(40, 5, 80, 7).ShouldBeTrue();
        Due(160, 5, 240, 7).ShouldBeTrue("the timeout, which is before the next look at 320");
        Due(40, 300, 41, 389).ShouldBeFalse();
        Due(40, 300, 41, 390).ShouldBeTrue("the first number that can show 99 % of the latencies");

        static bool Due(int lastMinutes, long lastRequests, int minutes, long requests) => CanaryLooks.Due(
            (TimeSpan.FromMinutes(lastMinutes), lastRequests), (TimeSpan.FromMinutes(minutes), requests), TimeSpan.FromMinutes(40),
            Limits with { Timeout = TimeSpan.FromMinutes(240) });
    }

    [Fact]
    public void Quantiles_of_a_histogram_lie_in_their_buckets()
    {
        IReadOnlyList<LatencyBucket> buckets = [new(0.001, 50), new(0.01, 49), new(double.PositiveInfinity, 1)];
        Histogram.Quantile(buckets, 0.5).ShouldBe(0.001, 1e-9);
        Histogram.Quantile(buckets, 0.745).ShouldBe(0.0055, 1e-9);
        Histogram.Quantile(buckets, 0.999).ShouldBe(0.01);
        Histogram.Quantile([], 0.5).ShouldBe(double.NaN);
    }

    private static CanaryVerdict Judge(CanaryWindow live, CanaryWindow canary) => CanaryJudge.Judge(live, canary, Limits, 0.0002, 0.025);

    private static string Words(CanaryWindow window) => FormattableString.Invariant(
        $"{window.Requests} {window.Errors} {string.Join(' ', window.Seconds)}");

    private static CanaryWindow Window(int requests, int errors) =>
        new(requests, errors, [.. Enumerable.Repeat(0.001, requests - errors)], []);

    private static CanaryWindow Times(int fast, int slower, int slow) => new(
        fast + slower + slow, 0,
        [.. Enumerable.Repeat(0.001, fast), .. Enumerable.Repeat(0.005, slower), .. Enumerable.Repeat(0.5, slow)], []);
}
