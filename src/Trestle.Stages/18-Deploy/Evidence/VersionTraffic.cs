using Trestle.Stages.Deploy.Rollouts;

namespace Trestle.Stages.Deploy.Evidence;

/// <summary>What a version has answered since its host was started.</summary>
/// <param name="Version">The version.</param>
/// <param name="Requests">Requests that it answered or failed at.</param>
/// <param name="Errors">Those that it failed at, by no fault of the request.</param>
/// <param name="Median">Seconds within which half of the answers came; NaN without answers.</param>
/// <param name="Slow">Seconds within which 99 % of the answers came.</param>
public sealed record VersionTraffic(int Version, long Requests, long Errors, double Median, double Slow)
{
    internal static VersionTraffic Of(VersionCounts counts) => new(
        counts.Version, counts.Requests, counts.Errors, Histogram.Quantile(counts.Latency, 0.5), Histogram.Quantile(counts.Latency, 0.99));
}
