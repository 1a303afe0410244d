using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;

namespace Trestle.Server.Jobs;

/// <summary>
/// Brings the keyed tables of the latest run to the versions in service, once each run; what failed is an alert, and is tried again.
/// </summary>
internal sealed class RefreshJob(ServedProject served, JobHealth health) : IRecurring
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);

    private readonly Dictionary<string, int> brought = [];

    /// <inheritdoc/>
    public string Name => "refresh";

    /// <summary>The hosts are processes of this machine, and each step is taken under a lock.</summary>
    public bool OnceForAll => false;

    /// <inheritdoc/>
    public Rhythm? RhythmOf(ProjectSettings settings) => settings.Schedule.Refresh is null ? null : new Rhythm.Every(Pause);

    /// <inheritdoc/>
    public async Task RunAsync(DateTimeOffset due, CancellationToken cancellation)
    {
        if (await served.LatestAsync(null, Artifact.CuratedTable, cancellation) is not var (run, artifacts))
        {
            return;
        }

        foreach (var name in (await served.Deployments.ListAsync(cancellation)).Select(deployment => deployment.Name))
        {
            if (brought.GetValueOrDefault(name) != run)
            {
                await health.GuardAsync(this, name, () => BringAsync(name, run, artifacts, cancellation), cancellation);
            }
        }
    }

    private async Task BringAsync(string name, int run, ArtifactReader artifacts, CancellationToken cancellation)
    {
        await served.Refreshes.BringAsync(name, run, artifacts, ScheduledRun.Who, cancellation);
        brought[name] = run;
    }
}
