using Trestle.Core.Configuration;
using Trestle.Core.Routing;
using Trestle.Learners.Packages;
using Trestle.Stages.Deploy.Hosts;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.Deploy.Targets;

/// <summary>Where a deployment runs. Adding one takes one class and one line in <c>TargetCatalog</c>.</summary>
/// <remarks>
/// The caller may be killed at any moment and call again with the same order, so every method skips what is already done. Failures are
/// a <see cref="TrestleException"/>, and what was in service before remains in service.
/// </remarks>
public interface IDeployTarget
{
    /// <summary>Its name in the configuration.</summary>
    string Name { get; }

    /// <summary>Why such routes cannot be served here; null when they can.</summary>
    string? Objection(IReadOnlyList<Route> routes);

    /// <summary>Whether its hosts take newer states of keyed tables from the deployment's folder; see <see cref="NewerTables"/>.</summary>
    bool TakesTables => false;

    /// <summary>Why a prediction log cannot be kept with such settings; null when it can.</summary>
    Problem? Unwatched(DeploySettings settings) => null;

    /// <summary>Brings a deployment's table into force, and returns once it is.</summary>
    /// <returns>Where the live version answers; null when nothing listens.</returns>
    Task<string?> ApplyAsync(DeployOrder order, CancellationToken cancellation);

    /// <summary>
    /// Sends a loaded version the sample rows of its package, and compares the answers bit for bit with those of the training. Returns
    /// what was compared, in words; different answers are error TR1824.
    /// </summary>
    Task<string> ProveAsync(DeployOrder order, Route route, CancellationToken cancellation);

    /// <summary>Removes what is not needed once the order is known to be in force, and restarts what should run and does not.</summary>
    Task TendAsync(DeployOrder order, CancellationToken cancellation);

    /// <summary>Its actual state.</summary>
    Task<TargetStatus> LookAsync(DeployOrder order, CancellationToken cancellation);

    /// <summary>Stops everything that runs.</summary>
    Task StopAsync(DeployOrder order, CancellationToken cancellation);
}

/// <summary>What a target has to do.</summary>
/// <param name="Folder">The deployment's folder, which exists.</param>
/// <param name="Deployment">The deployment.</param>
/// <param name="Settings">The project's settings.</param>
public sealed record DeployOrder(string Folder, Deployment Deployment, DeploySettings Settings)
{
    /// <summary>How requests are treated.</summary>
    public RequestPolicy Requests { get; init; } = new();

    /// <summary>Who may use its hosts.</summary>
    public HostDoor Security { get; init; } = HostDoor.Open;

    /// <summary>How long a host may take to start.</summary>
    public TimeSpan StartLimit { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How much of the prediction log is kept.</summary>
    public KeepSettings Keep { get; init; } = new();

    /// <summary>The options of a host of one version in an image, which may keep its log on a volume.</summary>
    public IReadOnlyList<string> ImageOptions(int version, bool log) =>
    [
        .. Requests.ToOptions(), "--version", $"{version}",
        .. log
            ? ["--prediction-log", LogMount, "--keep-size", $"{Keep.Size}", "--keep-age", Duration.Print(Keep.Age)]
            : Array.Empty<string>(),
    ];

    /// <summary>Where the volume of the prediction log is in a container.</summary>
    public const string LogMount = "/var/log/trestle";
}

/// <summary>The actual state of a deployment.</summary>
/// <param name="Running">Whether it answers.</param>
/// <param name="Generation">The generation that is in force; null when it does not answer.</param>
/// <param name="Restarts">How often it was restarted since its first start.</param>
/// <param name="Trouble">What is wrong, in words: a refused table, a crash loop; null when nothing is.</param>
public sealed record TargetStatus(bool Running, long? Generation, int Restarts, string? Trouble)
{
    /// <summary>Whether the target can be asked at all; false when something else than Trestle runs it.</summary>
    public bool Observed { get; init; } = true;

    /// <summary>Where it answers; null when it does not.</summary>
    public string? Address { get; init; }

    /// <summary>The identity of the project that its host shows; null where hosts show none.</summary>
    public string? Project { get; init; }
}

/// <summary>A deployment, as intended and as it is.</summary>
public sealed record DeploymentStatus(Deployment Deployment, TargetStatus Target)
{
    /// <summary>Why nothing answers although something should; null when all is as intended, or nobody can tell.</summary>
    public string? Down => Deployment.ShouldAnswer && Target is { Observed: true, Running: false }
        ? Target.Trouble ?? "the host does not answer"
        : null;
}
