using Trestle.Core.Routing;
using Trestle.Stages.Deploy.Rollouts;

namespace Trestle.Stages.Deploy.Strategies;

/// <summary>The new version is loaded and proven while the old one answers; then they swap in one step.</summary>
internal sealed class BlueGreen : IRolloutStrategy
{
    /// <inheritdoc/>
    public string Name => "blue-green";

    /// <inheritdoc/>
    public IReadOnlyList<RolloutStep> Steps(Route live, Route next, DeploySettings settings) =>
    [
        new("loaded and proven", [live, Taken.Beside(next, 0)], StepGate.Proof, TimeSpan.Zero),
        Taken.Over(live, next),
    ];
}
