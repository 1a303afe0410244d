namespace Trestle.Server.Jobs;

/// <summary>Maintains deployments: finishes interrupted changes, restarts hosts that died, takes the next steps of rollouts.</summary>
internal sealed class DeploymentJob(ServedProject served, JobHealth health) : IRecurring
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public string Name => "deployments";

    /// <summary>The hosts are processes of this machine, and each step is taken under a lock.</summary>
    public bool OnceForAll => false;

    /// <inheritdoc/>
    public Rhythm? RhythmOf(ProjectSettings settings) => new Rhythm.Every(Pause);

    /// <inheritdoc/>
    public async Task RunAsync(DateTimeOffset due, CancellationToken cancellation)
    {
        var unreadable = Refresh();
        var deployments = served.Deployments;
        foreach (var deployment in await deployments.ListAsync(cancellation))
        {
            // A failing deployment must not block the others; it is retried the next time.
            await health.GuardAsync(
                this, deployment.Name, () => deployments.AdvanceAsync(deployment.Name, cancellation), cancellation);
        }

        if (unreadable is not null)
        {
            throw unreadable;
        }
    }

    /// <summary>
    /// Hosts follow the present configuration; one that cannot be read is told at the end, and the last valid one is in force.
    /// </summary>
    private TrestleException? Refresh()
    {
        try
        {
            served.Refresh();
            return null;
        }
        catch (TrestleException invalid)
        {
            return invalid;
        }
    }
}
