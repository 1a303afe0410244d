using Trestle.Stages.Deploy.Rollouts;

namespace Trestle.Stages.Deploy.Evidence;

/// <summary>What a version has answered since its host was started.</summary>
/// <param name="Version">The version.</param>
/// <param name="Requests">Requests that it answered or failed to answer.</param>
/// <param name="Errors">Failures that were not the request's fault.</param>
/// <param name="Median">Median latency in seconds; NaN without answers.</param>
/// <param name="Slow">99th percentile of the latency in seconds.</param>
public sealed record VersionTraffic(int Version, long Requests, long Errors, double Median, double Slow)
{
    internal static VersionTraffic Of(VersionCounts counts) => new(
        counts.Version, counts.Requests, counts.Errors, Histogram.Quantile(counts.Latency, 0.5), Histogram.Quantile(counts.Latency, 0.99));
}
