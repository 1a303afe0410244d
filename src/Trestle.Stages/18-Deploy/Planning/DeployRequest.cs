using Trestle.Stages.Deploy.Rollouts;

namespace Trestle.Stages.Deploy.Planning;

/// <summary>What is to come into service, and how. Omitted parts are as in the configuration.</summary>
/// <param name="Version">A version's number, or an alias such as champion.</param>
public sealed record DeployRequest(string Version)
{
    /// <summary>Name of the deployment; by default the model's.</summary>
    public string? Name { get; init; }

    /// <summary>Name of the strategy.</summary>
    public string? Strategy { get; init; }

    /// <summary>Name of the target.</summary>
    public string? Target { get; init; }

    /// <summary>Who decides that the new version takes over.</summary>
    public Promotion Promotion { get; init; }

    /// <summary>What the new version must keep to during the rollout; null for the configuration's.</summary>
    public CanarySettings? Limits { get; init; }

    /// <summary>Why; recorded in the audit log.</summary>
    public string Reason { get; init; } = "asked for";
}

/// <summary>What a deployment would change.</summary>
/// <param name="Deployment">Its name.</param>
/// <param name="Model">The model.</param>
/// <param name="Target">Where it runs.</param>
/// <param name="Strategy">How the version takes over.</param>
/// <param name="From">The version that answers now; null when none does.</param>
/// <param name="To">The version that is to answer.</param>
/// <param name="Steps">What is done, in order; empty when there is nothing to do.</param>
/// <param name="Notes">Further remarks.</param>
public sealed record DeployPlan(
    string Deployment, string Model, string Target, string Strategy, int? From, int To, IReadOnlyList<RolloutStep> Steps,
    IReadOnlyList<string> Notes);
