using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Server.Jobs;

/// <summary>Brings the keyed tables of the latest run to the versions in service, once each run.</summary>
internal sealed class RefreshJob(ServedProject served, JobHealth health) : IRecurring
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private int brought;

    /// <inheritdoc/>
    public string Name => "refresh";

    /// <summary>The hosts are processes of this machine, and each step is taken under a lock.</summary>
    public bool OnceForAll => false;

    /// <inheritdoc/>
    public Rhythm? RhythmOf(ProjectSettings settings) => settings.Schedule.Refresh is null ? null : new Rhythm.Every(Pause);

    /// <inheritdoc/>
    public async Task RunAsync(DateTimeOffset due, CancellationToken cancellation)
    {
        if (await served.LatestAsync(null, Artifact.CuratedTable, cancellation) is not var (run, artifacts) || run == brought)
        {
            return;
        }

        foreach (var deployment in await served.Deployments.ListAsync(cancellation))
        {
            await health.GuardAsync(
                this, deployment.Name, () => served.Refreshes.BringAsync(deployment.Name, run, artifacts, ScheduledRun.Who, cancellation),
                cancellation);
        }

        brought = run;
    }
}
