using Shouldly;

using Trestle.Stages.Deploy.Evidence;

using Xunit;

namespace Trestle.Tests.Stages.Deploy;

public sealed class HostEvidenceTests
{
    [Fact]
    public void Counts_are_those_of_the_versions_that_answer_without_what_clients_did_wrong()
    {
        var counts = HostEvidence.Counts("""
            # HELP trestle_requests_total Requests
            trestle_requests_total{version="",role="",status="404"} 9
            trestle_requests_total{version="2",role="canary",status="200"} 90
            trestle_requests_total{version="2",role="canary",status="400"} 50
            trestle_requests_total{version="2",role="canary",status="422"} 3
            trestle_requests_total{version="2",role="canary",status="500"} 7
            trestle_requests_total{version="2",role="shadow",status="500"} 1000
            trestle_requests_total{version="2",role="live",status="200"} 10
            trestle_requests_total{version="1",role="live",status="200"} 800
            trestle_request_seconds_bucket{version="2",role="canary",le="0.001"} 60
            trestle_request_seconds_bucket{version="2",role="canary",le="0.01"} 85
            trestle_request_seconds_bucket{version="2",role="canary",le="+Inf"} 90
            trestle_request_seconds_bucket{version="2",role="live",le="0.001"} 10
            trestle_request_seconds_bucket{version="2",role="live",le="0.01"} 10
            trestle_request_seconds_bucket{version="2",role="live",le="+Inf"} 10
            """);
        counts.Select(count => (count.Version, count.Requests, count.Errors)).ShouldBe([(2, 110, 10), (1, 800, 0)]);
        counts[0].Latency.Select(bucket => (bucket.Bound, bucket.Count)).ShouldBe([(0.001, 70), (0.01, 25), (double.PositiveInfinity, 5)]);
    }

    [Fact]
    public void A_host_tells_how_its_prediction_log_is()
    {
        LogHealth.Read("""
            trestle_prediction_log_written_total 900
            trestle_prediction_log_dropped_total 7
            trestle_prediction_log_failing 1
            trestle_prediction_log_removed_segments_total 2
            trestle_labels_total{result="accepted"} 5
            """).ShouldBe(new LogHealth(true, 7, 2));
        LogHealth.Read("trestle_prediction_log_failing 0\ntrestle_prediction_log_dropped_total 1\n").ShouldBe(
            new LogHealth(false, 1, 0), "of an earlier version");
        LogHealth.Read("trestle_connections 1\n").ShouldBeNull();
    }

    [Fact]
    public void Labels_may_hold_anything_and_lines_that_are_none_are_passed_over()
    {
        var samples = PrometheusText.Read(
            "a{x=\"q\\\"}\\\\ \\n,\",y=\"\"} 1.5e3 1700000000\r\nb 2\nc{x=\"1} 3\nd{x=1} 4\ne{} NaN\n{} 1\nf\ng{x=\"1\"\n").ToArray();
        samples.Select(sample => sample.Name).ShouldBe(["a", "b", "e"]);
        samples[0].Labels.ShouldBe(new Dictionary<string, string> { ["x"] = "q\"}\\ \n,", ["y"] = "" }, ignoreOrder: true);
        samples[0].Value.ShouldBe(1500);
    }

    [Fact]
    public void A_sample_of_scores_is_drawn_from_all_rows()
    {
        var sample = new ScoreSample(100, seed: 1);
        for (var i = 0; i < 10_000; i++)
        {
            sample.Add([[i], [-i]], 0);
        }

        sample.Outputs.Select(output => output.Length).ShouldBe([100, 100]);
        sample.Outputs[0].Zip(sample.Outputs[1]).ShouldAllBe(pair => pair.First == -pair.Second);
        sample.Outputs[0].Average().ShouldBe(5000, 900);
    }
}
