using Trestle.Stages.Deploy.Rollouts;

namespace Trestle.Stages.Deploy.Evidence;

/// <summary>Tells how versions in service have done.</summary>
public interface ICanaryEvidence
{
    /// <summary>What has been counted of each version until now. A host that cannot be asked is a <see cref="TrestleException"/>.</summary>
    Task<IReadOnlyList<VersionCounts>> CountAsync(Deployment deployment, CancellationToken cancellation);

    /// <summary>
    /// The scores that a version gave from a time on, one array an output; empty when scores are not written down. At most some tens of
    /// thousands, drawn at random from all.
    /// </summary>
    Task<IReadOnlyList<double[]>> ScoresAsync(Deployment deployment, int version, DateTimeOffset from, CancellationToken cancellation);
}
