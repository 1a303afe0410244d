using Trestle.Stages.Artifacts;
using Trestle.Stages.Deployments;
using Trestle.Stages.Journals;
using Trestle.Stages.Projects;

namespace Trestle.Stages.RetrainOrRetire;

/// <summary>A deployment as stage 22 sees it. What it asks for and finds done already is not done again.</summary>
/// <param name="project">The project.</param>
/// <param name="deployments">Its deployments.</param>
/// <param name="name">Name of the deployment.</param>
public sealed class DeployedModel(Project project, Deployments.Deployments deployments, string name) : IServedModel
{
    private const string Who = "retrain-or-retire";
    private const string Shadow = "shadow";
    private const string Canary = "canary";

    /// <inheritdoc/>
    public async Task<Served?> FindAsync(CancellationToken cancellation) =>
        await deployments.FindAsync(name, cancellation) is { Live: { } live, Address: not null, Retired: null } deployment
            ? new Served(live, deployment.LiveSince ?? deployment.ChangedAt, new PredictionLog(DeploymentNames.Folder(project, name)))
            : null;

    /// <inheritdoc/>
    public Task ShadowAsync(int version, string reason, CancellationToken cancellation) => BeginAsync(version, Shadow, Promotion.OnRequest, reason, cancellation);

    /// <inheritdoc/>
    public Task TryAsync(int version, string reason, CancellationToken cancellation) => BeginAsync(version, Canary, Promotion.Automatic, reason, cancellation);

    /// <inheritdoc/>
    public async Task<TrialProgress> AdvanceAsync(int version, CancellationToken cancellation)
    {
        var deployment = await deployments.AdvanceAsync(name, cancellation);
        return deployment.Rollout?.To == version ? TrialProgress.Running
            : deployment.Live == version ? TrialProgress.Promoted
            : TrialProgress.RolledBack;
    }

    /// <inheritdoc/>
    public async Task DropAsync(int version, int live, string reason, CancellationToken cancellation)
    {
        var deployment = await deployments.AdvanceAsync(name, cancellation);
        if (deployment.Rollout?.To == version)
        {
            await deployments.AbandonAsync(name, Who, reason, cancellation);
        }
        else if (deployment.Live == version)
        {
            await deployments.ApplyAsync(new DeployRequest($"{live}") { Name = name, Strategy = "direct", Reason = reason }, Who, cancellation);
        }
    }

    /// <inheritdoc/>
    public Task RetireAsync(int version, string reason, CancellationToken cancellation) => deployments.RetireAsync(name, version, Who, reason, null, cancellation);

    private async Task BeginAsync(int version, string strategy, Promotion promotion, string reason, CancellationToken cancellation)
    {
        var deployment = await deployments.AdvanceAsync(name, cancellation);
        if (deployment.Live != version && (deployment.Rollout?.To != version || deployment.Rollout.Strategy != strategy))
        {
            await deployments.ApplyAsync(new DeployRequest($"{version}") { Name = name, Strategy = strategy, Promotion = promotion, Reason = reason }, Who, cancellation);
        }
    }
}
