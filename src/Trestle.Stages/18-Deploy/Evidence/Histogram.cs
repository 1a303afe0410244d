using Trestle.Learners.Statistics;
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

    /// <summary>
    /// A bound that a quantile exceeds with a probability of at most <paramref name="risk"/>: that of the bucket of an order statistic
    /// above it. Null when there are too few answers, or it is beyond the last finite bound.
    /// </summary>
    public static double? UpperBound(IReadOnlyList<LatencyBucket> buckets, double share, double risk)
    {
        var total = buckets.Sum(bucket => bucket.Count);
        var seen = 0L;
        foreach (var bucket in buckets)
        {
            seen += bucket.Count;

            // If the quantile is above the bound, each answer is below the bound with less than the quantile's probability.
            if (seen > 0 && double.IsFinite(bucket.Bound) && Binomial.UpperTail(seen, total, share) <= risk)
            {
                return bucket.Bound;
            }
        }

        return null;
    }
}
