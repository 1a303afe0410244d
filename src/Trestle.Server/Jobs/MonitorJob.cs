using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Kernel.PredictionLogs;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Monitor;
using Trestle.Stages.Monitor.Alerts;
using Trestle.Stages.Monitor.Signals;

namespace Trestle.Server.Jobs;

/// <summary>
/// Evaluates the windows of deployments as soon as they end. A monitor that fails raises an alert itself: a failure must never look
/// like a healthy model.
/// </summary>
internal sealed class MonitorJob(ServedProject served, TimeProvider clock, ILogger<MonitorJob> log) : IRecurring
{
    private const string Itself = "monitor";
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

    private async Task WatchAsync(
        MonitorStage stage, string deployment, PredictionLog watched, int version, DateTimeOffset since, CancellationToken cancellation)
    {
        try
        {
            var made = await stage.AdvanceAsync(
                deployment, watched, version, since, cancellation);
            foreach (var report in made)
            {
                await ReportAsync(deployment, version, report.From, report.To, alarm: false, "the monitor works", cancellation);
            }
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            log.LogError(failed, "the monitor of {Deployment} failed", deployment);
            var now = clock.GetUtcNow();
            await ReportAsync(
                deployment, version, now - Pause, now, alarm: true,
                failed is TrestleException known ? known.Problems[0].Found : $"it failed: {failed.GetType().Name}", cancellation);
        }
    }

    /// <summary>The health of the monitor is a signal like any other, so its alert opens and resolves like any other.</summary>
    private Task ReportAsync(
        string deployment, int version, DateTimeOffset from, DateTimeOffset to, bool alarm, string detail, CancellationToken cancellation)
    {
        var signal = new Signal(Itself, Itself, from, to, 0, double.NaN, alarm ? 1 : 0, 0.5, null, null, null, alarm, detail);
        return new AlertStore(served.Records, served.Project.Settings.Alerts, clock)
            .TakeAsync(new SignalReport(deployment, version, from, to, [signal]), cancellation);
    }
}
