using Trestle.Core.Routing;
using Trestle.Stages.Deploy.Rollouts;

namespace Trestle.Stages.Deploy.Strategies;

/// <summary>How a new version takes over from a live one. Adding one takes one class and one line in <c>StrategyCatalog</c>.</summary>
public interface IRolloutStrategy
{
    /// <summary>Its name in the configuration.</summary>
    string Name { get; }

    /// <summary>The steps; in each the live version answers, alone or not, and the last one makes the new version live.</summary>
    /// <param name="live">The version that answers, as a live route with all requests.</param>
    /// <param name="next">The new version, as a live route with all requests.</param>
    /// <param name="settings">The project's settings.</param>
    IReadOnlyList<RolloutStep> Steps(Route live, Route next, DeploySettings settings);
}
