using Shouldly;

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
        Enumerable.Range(1, 200).Sum(look => steps * 3 * CanaryJudge.Level(0.01, steps, look))
            .ShouldBeLessThanOrEqualTo(0.01 * (1 + 1e-12));

    [Fact]
    public void A_difference_within_the_limit_is_none_however_sure_it_is()
    {
        var verdict = CanaryJudge.Judge(Window(1_000_000, 0), Window(1_000_000, 5_000), Limits, 0.001);
        verdict.Findings[0].PValue.ShouldBeLessThan(1e-100);
        (verdict.Worse, verdict.Enough).ShouldBe((false, true));
    }

    [Fact]
    public void A_difference_beyond_the_limit_is_none_while_chance_explains_it()
    {
        var verdict = CanaryJudge.Judge(Window(200, 1), Window(200, 6), Limits, 0.001);
        (verdict.Worse, verdict.Findings[0].Canary).ShouldBe((false, 0.03));
    }

    [Fact]
    public void Slow_answers_are_found_when_there_are_enough_of_them()
    {
        var (fast, slow) = (Times(1980, 15, 5), Times(1500, 400, 100));
        CanaryJudge.Judge(fast, slow, Limits, 0.0002).Findings.Single(finding => finding.Measure == "p99 seconds").Worse.ShouldBeTrue();
        CanaryJudge.Judge(fast, fast, Limits, 0.0002).Worse.ShouldBeFalse();
        CanaryJudge.Judge(slow, fast, Limits, 0.0002).Worse.ShouldBeFalse();
        CanaryJudge.Judge(
            Times(99, 1, 0), Times(40, 50, 10), Limits,
            0.0002).Findings.Single(finding => finding.Measure == "p99 seconds").PValue.ShouldBe(double.NaN);
    }

    [Fact]
    public void Scores_that_are_elsewhere_are_found()
    {
        var random = new Random(5);
        double[] Scores(double shift) => [.. Enumerable.Range(0, 2000).Select(_ => (random.NextDouble() * 0.5) + shift)];
        var live = Window(2000, 0) with { Scores = [Scores(0)] };
        var near = CanaryJudge.Judge(live, Window(2000, 0) with { Scores = [Scores(0.02)] }, Limits, 0.001);
        near.Worse.ShouldBeFalse();
        var far = CanaryJudge.Judge(live, Window(2000, 0) with { Scores = [Scores(0.2)] }, Limits, 0.001);
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
                    Window(live, liveErrors), Window(canary, canaryErrors), Limits, CanaryJudge.Level(0.05, 1, look)).Worse;
            }

            alarms += alarm ? 1 : 0;
        }

        alarms.ShouldBeLessThanOrEqualTo(20);
    }

    [Fact]
    public void A_host_that_was_started_again_counts_from_nothing()
    {
        var before = new VersionCounts(2, 1000, 10, [new LatencyBucket(0.1, 990)]);
        Words(CanaryWindow.Since(before, new VersionCounts(2, 1500, 10, [new LatencyBucket(0.1, 1490)]), [])).ShouldBe("500 0 500");
        Words(CanaryWindow.Since(before, new VersionCounts(2, 300, 1, [new LatencyBucket(0.1, 299)]), [])).ShouldBe("300 1 299");
        CanaryWindow.Since(before, null, []).Requests.ShouldBe(0);
    }

    [Fact]
    public void Quantiles_of_a_histogram_lie_in_their_buckets()
    {
        IReadOnlyList<LatencyBucket> buckets = [new(0.001, 50), new(0.01, 49), new(double.PositiveInfinity, 1)];
        Histogram.Quantile(buckets, 0.5).ShouldBe(0.001, 1e-9);
        Histogram.Quantile(buckets, 0.745).ShouldBe(0.0055, 1e-9);
        Histogram.Quantile(buckets, 0.999).ShouldBe(0.01);
        Histogram.Quantile([], 0.5).ShouldBe(double.NaN);
        Histogram.UpperBound(buckets, 0.5, 0.01).ShouldBe(0.01);
        Histogram.UpperBound(buckets, 0.999, 0.01).ShouldBeNull();
    }

    private static string Words(CanaryWindow window) =>
        $"{window.Requests} {window.Errors} {string.Join(' ', window.Latency.Select(bucket => bucket.Count))}";

    private static CanaryWindow Window(long requests, long errors) => new(requests, errors, [], []);

    private static CanaryWindow Times(long fast, long slower, long slow) => new(
        fast + slower + slow, 0, [new(0.001, fast), new(0.005, slower), new(0.05, 0), new(0.5, slow), new(double.PositiveInfinity, 0)], []);
}
