using Trestle.Stages.Deploy.Evidence;
using Trestle.Stages.Deploy.Rollouts;

namespace Trestle.Stages.Deploy.Planning;

/// <summary>How a version has done in a time window.</summary>
/// <param name="Requests">Requests that it answered or failed to answer.</param>
/// <param name="Errors">Requests that it failed to answer.</param>
/// <param name="Seconds">How long answers took, ascending; of many a sample.</param>
/// <param name="Scores">Its scores, one array per output; empty when unknown.</param>
internal sealed record CanaryWindow(long Requests, long Errors, double[] Seconds, IReadOnlyList<double[]> Scores)
{
    /// <summary>
    /// What came since an earlier count. Counters of a restarted host begin at 0, so everything it counted came since.
    /// </summary>
    public static CanaryWindow Since(VersionCounts? before, VersionCounts? now, CanarySample sample)
    {
        var restarted = before is null || before.Requests > now?.Requests || before.Errors > now?.Errors;
        return new CanaryWindow(
            (now?.Requests ?? 0) - (restarted || now is null ? 0 : before!.Requests),
            (now?.Errors ?? 0) - (restarted || now is null ? 0 : before!.Errors),
            [.. sample.Seconds.Order()],
            sample.Scores);
    }
}

/// <summary>One measure of a canary compared with that of the live version.</summary>
/// <param name="Measure">What was compared.</param>
/// <param name="Live">The live version's figure; NaN when there is none.</param>
/// <param name="Canary">The canary's figure.</param>
/// <param name="Limit">What the canary must stay within.</param>
/// <param name="PValue">Probability of such a difference or a larger one when the canary is no worse; NaN when it was not tested.</param>
/// <param name="Worse">Whether it is worse beyond the limit, and not by chance.</param>
internal sealed record CanaryFinding(string Measure, double Live, double Canary, double Limit, double PValue, bool Worse)
{
    /// <summary>Upper confidence limit of what is compared with <see cref="Limit"/>; NaN where nothing has to be shown.</summary>
    public double Bound { get; init; } = double.NaN;

    /// <summary>Whether it is shown to be within the limit, or need not be.</summary>
    public bool Shown { get; init; } = true;

    /// <summary>Probability that this many requests show it for a canary that is exactly as good as the live version.</summary>
    public double Power { get; init; } = double.NaN;

    /// <summary>Requests of the canary still needed for a power of 80 %; null when no number is enough.</summary>
    public long? Needed { get; init; } = 0;
}

/// <summary>What the evidence says about a canary.</summary>
/// <param name="Worse">It must be taken out.</param>
/// <param name="Enough">It is shown to be within its limits.</param>
/// <param name="Reason">In words.</param>
/// <param name="LiveRequests">Requests of the live version.</param>
/// <param name="CanaryRequests">Requests of the canary.</param>
/// <param name="Level">The level that each p-value was compared with.</param>
/// <param name="Findings">The figures.</param>
internal sealed record CanaryVerdict(
    bool Worse, bool Enough, string Reason, long LiveRequests, long CanaryRequests, double Level, IReadOnlyList<CanaryFinding> Findings)
{
    /// <summary>Whether the canary answered requests and its own figures are within the limits, shown or not.</summary>
    public bool Within { get; init; }

    /// <summary>Requests of the canary still needed; null when no number is enough or nothing is known.</summary>
    public long? Needed { get; init; }

    /// <summary>No evidence at all.</summary>
    public static CanaryVerdict Nothing(string reason) => new(false, false, reason, 0, 0, double.NaN, []);
}
