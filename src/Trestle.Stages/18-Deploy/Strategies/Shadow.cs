using Trestle.Core.Routing;
using Trestle.Stages.Deploy.Rollouts;

namespace Trestle.Stages.Deploy.Strategies;

/// <summary>
/// The new version scores the same requests as the live one without answering, until somebody promotes it or takes it out.
/// </summary>
public sealed class Shadow : IRolloutStrategy
{
    /// <inheritdoc/>
    public string Name => "shadow";

    /// <inheritdoc/>
    public IReadOnlyList<RolloutStep> Steps(Route live, Route next, DeploySettings settings) =>
    [
        new("as a shadow", [live, next with { Role = RouteRole.Shadow, Share = settings.Shadow }], StepGate.Request, TimeSpan.Zero),
        Taken.Over(live, next),
    ];
}
