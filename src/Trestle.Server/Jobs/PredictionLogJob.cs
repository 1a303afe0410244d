using Trestle.Stages.Deploy.Evidence;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Kernel.PredictionLogs;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Monitor.Alerts;
using Trestle.Stages.Monitor.Signals;
using Trestle.Stages.Monitor.Upkeep;

namespace Trestle.Server.Jobs;

/// <summary>
/// Looks after the prediction logs: archives, joins and deletes what is due, and raises an alert before a disk is full, when a log cannot
/// be written, when its folder is gone, and when it holds less than the monitor needs.
/// </summary>
internal sealed class PredictionLogJob(ServedProject served, TimeProvider clock, ILogger<PredictionLogJob> log) : IRecurring
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, LogHealth> before = [];

    /// <inheritdoc/>
    public string Name => "prediction-log";

    /// <summary>The logs are on this machine; several servers of a machine take turns by a lock.</summary>
    public bool OnceForAll => false;

    /// <inheritdoc/>
    public Rhythm? RhythmOf(ProjectSettings settings) => new Rhythm.Every(Pause);

    /// <inheritdoc/>
    public async Task RunAsync(DateTimeOffset due, CancellationToken cancellation)
    {
        var project = served.Copy();
        var upkeep = new LogUpkeep(project, Resources.Aside, clock);
        foreach (var deployment in await served.Deployments.ListAsync(cancellation))
        {
            if (DeploymentLog.Of(project, deployment) is { } watched)
            {
                await TendAsync(upkeep, deployment, watched, cancellation);
            }
        }

        project.ClearTempFolders();
    }

    private async Task TendAsync(LogUpkeep upkeep, Deployment deployment, PredictionLog watched, CancellationToken cancellation)
    {
        if (upkeep.Tend(watched, cancellation) is not { } state)
        {
            return;
        }

        var health = await HealthAsync(deployment, cancellation);
        var signals = upkeep.Judge(state, health, before.GetValueOrDefault(deployment.Name));
        if (health is not null)
        {
            before[deployment.Name] = health;
        }

        var now = clock.GetUtcNow();
        await new AlertStore(served.Records, served.Project.Settings.Alerts, clock)
            .TakeAsync(new SignalReport(deployment.Name, deployment.Live!.Value, now, now, signals), cancellation);
    }

    /// <summary>What the host says; null when it does not answer, which is the business of the job of the deployments.</summary>
    private async Task<LogHealth?> HealthAsync(Deployment deployment, CancellationToken cancellation)
    {
        try
        {
            return await LogHealth.AskAsync(served.Project, deployment, cancellation);
        }
        catch (TrestleException silent)
        {
            log.LogDebug("{Deployment}: {Problem}", deployment.Name, silent.Problems[0].Found);
            return null;
        }
    }
}
