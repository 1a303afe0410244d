using Trestle.Stages.Deploy.Rollouts;

namespace Trestle.Stages.Deploy.Evidence;

/// <summary>Reports how versions in service have done.</summary>
public interface ICanaryEvidence
{
    /// <summary>The counts of each version so far. A <see cref="TrestleException"/> when the host does not answer.</summary>
    Task<IReadOnlyList<VersionCounts>> CountAsync(Deployment deployment, CancellationToken cancellation);

    /// <summary>What a version has answered since a time: at most some tens of thousands of each, drawn at random from all.</summary>
    Task<CanarySample> SampleAsync(Deployment deployment, int version, DateTimeOffset from, CancellationToken cancellation);
}

/// <summary>Answers of a version, from the prediction log.</summary>
/// <param name="Scores">The scores of rows, one array per output; empty when none is logged.</param>
/// <param name="Seconds">How long requests took.</param>
public sealed record CanarySample(IReadOnlyList<double[]> Scores, double[] Seconds)
{
    /// <summary>Nothing is logged.</summary>
    public static CanarySample None { get; } = new([], []);
}
