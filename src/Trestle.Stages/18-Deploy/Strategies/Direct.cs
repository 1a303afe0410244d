using Trestle.Core.Routing;
using Trestle.Stages.Deploy.Rollouts;

namespace Trestle.Stages.Deploy.Strategies;

/// <summary>The new version takes over at once. The old one is unloaded; a rollback loads it again.</summary>
public sealed class Direct : IRolloutStrategy
{
    /// <inheritdoc/>
    public string Name => "direct";

    /// <inheritdoc/>
    public IReadOnlyList<RolloutStep> Steps(Route live, Route next, DeploySettings settings) => [Taken.Over(null, next)];
}

/// <summary>How the end of each strategy looks.</summary>
internal static class Taken
{
    /// <summary>The new version answers; the old one stays loaded as a canary without a share, ready for a rollback at once.</summary>
    public static RolloutStep Over(Route? old, Route next) => new(
        old is null ? "live" : $"live, version {old.Version} stays ready",
        old is null ? [next] : [next, Beside(old, 0)],
        StepGate.None,
        TimeSpan.Zero);

    /// <summary>A version that answers a share of the requests beside a live one; with none it is only ready.</summary>
    public static Route Beside(Route route, double share) => route with { Role = RouteRole.Canary, Share = share };
}
