using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Kernel.PredictionLogs;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Monitor;

namespace Trestle.Server.Jobs;

/// <summary>
/// Evaluates the windows of deployments as soon as they end. A monitor that fails raises an alert itself: a failure must never look
/// like a healthy model.
/// </summary>
internal sealed class MonitorJob(ServedProject served, TimeProvider clock, JobHealth health) : IRecurring
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public string Name => "monitor";

    /// <inheritdoc/>
    public bool OnceForAll => true;

    /// <inheritdoc/>
    public Rhythm? RhythmOf(ProjectSettings settings) => new Rhythm.Every(Pause);

    /// <inheritdoc/>
    public async Task RunAsync(DateTimeOffset due, CancellationToken cancellation)
    {
        var project = served.Copy();
        var stage = new MonitorStage(project, served.Records, Resources.Aside, clock);
        foreach (var deployment in await served.Deployments.ListAsync(cancellation))
        {
            if (DeploymentLog.Of(project, deployment) is { } watched)
            {
                await WatchAsync(
                    stage, deployment.Name, watched, deployment.Live!.Value, deployment.LiveSince ?? deployment.ChangedAt, cancellation);
            }
        }

        project.ClearTempFolders();
    }

    private Task WatchAsync(
        MonitorStage stage, string deployment, PredictionLog watched, int version, DateTimeOffset since, CancellationToken cancellation) =>
        health.GuardAsync(
            this, deployment, () => stage.AdvanceAsync(deployment, watched, version, since, cancellation), cancellation, monitor: Name,
            version);
}
