using Trestle.Server.Runs;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.RetrainOrRetire;

namespace Trestle.Server.Jobs;

/// <summary>Applies the policy of stage 22 to deployments, and takes the next step of renewals in progress.</summary>
internal sealed class RenewalJob(
    ServedProject served, RenewalTraining training, IHostApplicationLifetime server, TimeProvider clock, JobHealth health) : IRecurring
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public string Name => "renewal";

    /// <inheritdoc/>
    public bool OnceForAll => true;

    /// <inheritdoc/>
    public Rhythm? RhythmOf(ProjectSettings settings) => new Rhythm.Every(Pause);

    /// <inheritdoc/>
    public async Task RunAsync(DateTimeOffset due, CancellationToken cancellation)
    {
        // A training takes long; the shutdown of the server does not wait for it.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, server.ApplicationStopping);
        foreach (var deployment in await served.Deployments.ListAsync(cancellation))
        {
            try
            {
                // A failing deployment must not block the others; it is retried the next time.
                await health.GuardAsync(this, deployment.Name, () => AdvanceAsync(deployment.Name, stop.Token), stop.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task AdvanceAsync(string deployment, CancellationToken cancellation)
    {
        var project = served.Copy();
        var model = new DeployedModel(project, served.Deployments, deployment);
        await new RetrainOrRetireStage(project, served.Records, model, training.TrainAsync, Resources.Aside, clock)
            .AdvanceAsync(deployment, cancellation);
        project.ClearTempFolders();
    }
}
