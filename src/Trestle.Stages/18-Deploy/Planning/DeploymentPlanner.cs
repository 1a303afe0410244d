using Trestle.Core.Routing;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Deploy.Strategies;
using Trestle.Stages.Deploy.Targets;

namespace Trestle.Stages.Deploy.Planning;

/// <summary>Works out what a deployment would change. Pure: nothing is read or written.</summary>
internal static class DeploymentPlanner
{
    /// <summary>The strategy name used where none is needed: the first version, and the end of a rollout.</summary>
    private const string Direct = "direct";

    /// <summary>The plan for a version; what cannot be done is error TR1804, TR1805, TR1806 or TR1811.</summary>
    /// <param name="now">The current deployment.</param>
    /// <param name="next">The version, as a live route with all requests.</param>
    /// <param name="strategy">How it is to take over.</param>
    /// <param name="target">Where it runs.</param>
    /// <param name="settings">The project's settings.</param>
    public static DeployPlan Plan(Deployment now, Route next, IRolloutStrategy strategy, IDeployTarget target, DeploySettings settings)
    {
        if (now.Archived.FirstOrDefault(archived => archived.Version == next.Version) is { } archived)
        {
            throw new TrestleException(PlanningErrors.ArchivedBefore(now.Model, next.Version, archived.Reason));
        }

        if (now.Target != target.Name)
        {
            throw new TrestleException(PlanningErrors.OtherTarget(now.Name, now.Target, target.Name));
        }

        var live = now.Good.FirstOrDefault(route => route.Role == RouteRole.Live);
        var notes = new List<string>();
        if (now.Rollout is { } under)
        {
            notes.Add($"ends the {under.Strategy} rollout of version {under.To} that is under way");
        }

        if (now.Good.Count > 0 && settings.Target != target.Name)
        {
            notes.Add(
                $"stays on {target.Name}, although deploy.target is {settings.Target}: a deployment keeps its target; to deploy there, use "
                    + "another name with --name");
        }

        if (now.Retired is { } retired)
        {
            notes.Add($"brings the model back into service; it was retired: {retired.Reason}");
        }

        if (now.Stopped is { } stopped)
        {
            notes.Add($"starts the deployment; it was stopped: {stopped.Reason}");
        }

        var simple = live is null || live.Version == next.Version;
        IReadOnlyList<RolloutStep> steps = !simple ? strategy.Steps(live! with { Share = 1 }, next, settings)
            : live is null || now.Rollout is not null || now.Stopped is not null
            ? [new RolloutStep("live", [next], StepGate.None, TimeSpan.Zero)]
            : [];
        if (steps.Select(step => target.Objection(step.Routes)).FirstOrDefault(objection => objection is not null) is { } impossible)
        {
            throw new TrestleException(PlanningErrors.Impossible(target.Name, strategy.Name, impossible));
        }

        if (steps.Count > 0 && settings.Monitor == Monitoring.Log && target.Unwatched(settings) is { } unwatched)
        {
            throw new TrestleException(unwatched);
        }

        if (steps.Count > 0 && settings.Monitor == Monitoring.None)
        {
            notes.Add("it is not watched (deploy.monitor: none): no prediction log, no labels, no alerts");
        }

        if (steps.Count == 0)
        {
            notes.Add($"version {next.Version} is already live");
        }

        return new DeployPlan(now.Name, now.Model, target.Name, simple ? Direct : strategy.Name, live?.Version, next.Version, steps, notes);
    }

    /// <summary>Routes without a version; the live one then gets all requests not taken by a canary.</summary>
    public static IReadOnlyList<Route> Without(IReadOnlyList<Route> routes, int? version)
    {
        var rest = routes.Where(route => route.Version != version).ToArray();
        var canaries = rest.Where(route => route.Role == RouteRole.Canary).Sum(route => route.Share);
        return [.. rest.Select(route => route.Role == RouteRole.Live ? route with { Share = 1 - canaries } : route)];
    }
}
