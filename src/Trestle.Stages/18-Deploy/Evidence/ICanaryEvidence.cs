using Trestle.Stages.Deploy.Rollouts;

namespace Trestle.Stages.Deploy.Evidence;

/// <summary>Reports how versions in service have done.</summary>
public interface ICanaryEvidence
{
    /// <summary>The counts of each version so far. A <see cref="TrestleException"/> when the host does not answer.</summary>
    Task<IReadOnlyList<VersionCounts>> CountAsync(Deployment deployment, CancellationToken cancellation);

    /// <summary>
    /// The scores of a version since a time, one array per output; empty when scores are not logged. At most some tens of thousands,
    /// drawn at random from all.
    /// </summary>
    Task<IReadOnlyList<double[]>> ScoresAsync(Deployment deployment, int version, DateTimeOffset from, CancellationToken cancellation);
}
