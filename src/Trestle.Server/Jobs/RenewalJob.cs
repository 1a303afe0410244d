using Trestle.Server.Runs;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.RetrainOrRetire;

namespace Trestle.Server.Jobs;

/// <summary>Asks the policy of stage 22 about what is in service, and takes the next step of a renewal that is under way.</summary>
internal sealed class RenewalJob(ServedProject served, RenewalTraining training, IHostApplicationLifetime server, TimeProvider clock, ILogger<RenewalJob> log) : IRecurring
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
        // A training takes its time; the end of the server does not wait for it.
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellation, server.ApplicationStopping);
        foreach (var deployment in await served.Deployments.ListAsync(cancellation))
        {
            try
            {
                await AdvanceAsync(deployment.Name, ends.Token);
            }
            catch (OperationCanceledException) when (ends.IsCancellationRequested)
            {
                return;
            }
            catch (TrestleException trouble)
            {
                // One that is in trouble must not keep the others waiting; it is tried again the next time.
                log.LogWarning("{Deployment}: {Problem}", deployment.Name, trouble.Message);
            }
        }
    }

    private async Task AdvanceAsync(string deployment, CancellationToken cancellation)
    {
        var project = served.Copy();
        var model = new DeployedModel(project, served.Deployments, deployment);
        await new RetrainOrRetireStage(project, served.Records, model, training.TrainAsync, Resources.Aside, clock).AdvanceAsync(deployment, cancellation);
        project.ClearTempFolders();
    }
}
