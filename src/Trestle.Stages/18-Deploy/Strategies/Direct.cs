using Trestle.Core.Routing;
using Trestle.Stages.Deploy.Rollouts;

namespace Trestle.Stages.Deploy.Strategies;

/// <summary>The new version takes over at once. The old one is unloaded; a rollback loads it again.</summary>
internal sealed class Direct : IRolloutStrategy
{
    /// <inheritdoc/>
    public string Name => "direct";

    /// <inheritdoc/>
    public IReadOnlyList<RolloutStep> Steps(Route live, Route next, DeploySettings settings) => [Taken.Over(null, next)];
}

/// <summary>The last step of each strategy.</summary>
internal static class Taken
{
    /// <summary>The new version answers; the old one stays loaded as a canary without a share, ready for an immediate rollback.</summary>
    public static RolloutStep Over(Route? old, Route next) => new(
        old is null ? "live" : $"live, version {old.Version} stays ready",
        old is null ? [next] : [next, Beside(old, 0)],
        StepGate.None,
        TimeSpan.Zero);

    /// <summary>A version that answers a share of the requests alongside a live one; without a share it is only ready.</summary>
    public static Route Beside(Route route, double share) => route with { Role = RouteRole.Canary, Share = share };
}
