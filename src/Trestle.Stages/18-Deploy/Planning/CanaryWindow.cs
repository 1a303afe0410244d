using Trestle.Stages.Deploy.Rollouts;

namespace Trestle.Stages.Deploy.Planning;

/// <summary>How a version has done in a time window.</summary>
/// <param name="Requests">Requests that it answered or failed to answer.</param>
/// <param name="Errors">Requests that it failed to answer.</param>
/// <param name="Latency">How long answers took.</param>
/// <param name="Scores">Its scores, one array per output; empty when unknown.</param>
internal sealed record CanaryWindow(long Requests, long Errors, IReadOnlyList<LatencyBucket> Latency, IReadOnlyList<double[]> Scores)
{
    /// <summary>
    /// What came since an earlier count. Counters of a restarted host begin at 0, so everything it counted came since.
    /// </summary>
    public static CanaryWindow Since(VersionCounts? before, VersionCounts? now, IReadOnlyList<double[]> scores)
    {
        if (now is null)
        {
            return new CanaryWindow(0, 0, [], scores);
        }

        if (before is null
            || before.Requests > now.Requests || before.Errors > now.Errors
            || before.Latency.Sum(bucket => bucket.Count) > now.Latency.Sum(bucket => bucket.Count))
        {
            return new CanaryWindow(now.Requests, now.Errors, now.Latency, scores);
        }

        var earlier = before.Latency.ToDictionary(bucket => bucket.Bound, bucket => bucket.Count);
        return new CanaryWindow(
            now.Requests - before.Requests,
            now.Errors - before.Errors,
            [.. now.Latency.Select(bucket => bucket with { Count = bucket.Count - earlier.GetValueOrDefault(bucket.Bound) })],
            scores);
    }
}

/// <summary>One measure of a canary compared with that of the live version.</summary>
/// <param name="Measure">What was compared.</param>
/// <param name="Live">The live version's figure; NaN when there is none.</param>
/// <param name="Canary">The canary's figure.</param>
/// <param name="Limit">What the canary must stay within.</param>
/// <param name="PValue">Probability of such a difference or a larger one when the canary is no worse; NaN when it was not tested.</param>
/// <param name="Worse">Whether it is worse beyond the limit, and not by chance.</param>
internal sealed record CanaryFinding(string Measure, double Live, double Canary, double Limit, double PValue, bool Worse);

/// <summary>What the evidence says about a canary.</summary>
/// <param name="Worse">It must be taken out.</param>
/// <param name="Enough">There is enough evidence to continue.</param>
/// <param name="Reason">In words.</param>
/// <param name="LiveRequests">Requests of the live version.</param>
/// <param name="CanaryRequests">Requests of the canary.</param>
/// <param name="Level">The level that each p-value was compared with.</param>
/// <param name="Findings">The figures.</param>
internal sealed record CanaryVerdict(
    bool Worse, bool Enough, string Reason, long LiveRequests, long CanaryRequests, double Level, IReadOnlyList<CanaryFinding> Findings)
{
    /// <summary>No evidence at all.</summary>
    public static CanaryVerdict Nothing(string reason) => new(false, false, reason, 0, 0, double.NaN, []);
}
