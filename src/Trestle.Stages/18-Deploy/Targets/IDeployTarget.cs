using Trestle.Core.Routing;
using Trestle.Stages.Deploy.Rollouts;

namespace Trestle.Stages.Deploy.Targets;

/// <summary>Where a deployment runs. One class and one line in <c>TargetCatalog</c> add one.</summary>
/// <remarks>
/// Whoever calls may be killed at any moment and call again with the same order: every method does nothing that it has done
/// already. What cannot be done is a <see cref="TrestleException"/>, and what was in service before stays so.
/// </remarks>
public interface IDeployTarget
{
    /// <summary>Its name in the configuration.</summary>
    string Name { get; }

    /// <summary>Why such routes cannot be served here; null when they can.</summary>
    string? Objection(IReadOnlyList<Route> routes);

    /// <summary>Brings a deployment's table into force, and returns when it is.</summary>
    /// <returns>Where the live version answers; null when nothing listens.</returns>
    Task<string?> ApplyAsync(DeployOrder order, CancellationToken cancellation);

    /// <summary>
    /// Asks a version that is loaded the sample rows of its package, and compares the answers bit for bit with the training's. Gives what
    /// was compared, in words; other answers are error TR1824.
    /// </summary>
    Task<string> ProveAsync(DeployOrder order, Route route, CancellationToken cancellation);

    /// <summary>Takes away what is not needed once the order is known to be in force, and revives what should run and does not.</summary>
    Task TendAsync(DeployOrder order, CancellationToken cancellation);

    /// <summary>How it really stands.</summary>
    Task<TargetStatus> LookAsync(DeployOrder order, CancellationToken cancellation);

    /// <summary>Ends all that runs.</summary>
    Task StopAsync(DeployOrder order, CancellationToken cancellation);
}

/// <summary>What a target is to do.</summary>
/// <param name="Folder">The deployment's folder, which is there.</param>
/// <param name="Deployment">The deployment.</param>
/// <param name="Settings">The project's settings.</param>
public sealed record DeployOrder(string Folder, Deployment Deployment, DeploySettings Settings);

/// <summary>How a deployment really stands.</summary>
/// <param name="Running">Whether it answers.</param>
/// <param name="Generation">The generation that is in force; null when it does not answer.</param>
/// <param name="Restarts">How often it was started again since it was first.</param>
/// <param name="Trouble">What is wrong, in words: a table that was refused, a crash loop; null when nothing is.</param>
public sealed record TargetStatus(bool Running, long? Generation, int Restarts, string? Trouble);

/// <summary>A deployment as it should stand and as it does.</summary>
public sealed record DeploymentStatus(Deployment Deployment, TargetStatus Target);
