using Trestle.Stages.Deploy.Rollouts;

namespace Trestle.Stages.Deploy.Evidence;

/// <summary>Quantiles of latencies counted in buckets.</summary>
internal static class Histogram
{
    /// <summary>A quantile, interpolated within its bucket; the last finite bound when it is beyond; NaN without answers.</summary>
    public static double Quantile(IReadOnlyList<LatencyBucket> buckets, double share)
    {
        var total = buckets.Sum(bucket => bucket.Count);
        if (total == 0)
        {
            return double.NaN;
        }

        var (rank, seen, low) = (share * total, 0L, 0.0);
        foreach (var bucket in buckets)
        {
            if (seen + bucket.Count >= rank)
            {
                return double.IsFinite(bucket.Bound) ? low + ((bucket.Bound - low) * (rank - seen) / bucket.Count) : low;
            }

            (seen, low) = (seen + bucket.Count, bucket.Bound);
        }

        return low;
    }
}
