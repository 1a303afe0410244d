using Trestle.Stages.Deploy;
using Trestle.Stages.Deploy.Planning;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Kernel.Projects;

namespace Trestle.Stages.RetrainOrRetire;

/// <summary>A deployment as stage 22 sees it. Every call skips what is already done.</summary>
/// <param name="project">The project.</param>
/// <param name="deployments">Its deployments.</param>
/// <param name="name">Name of the deployment.</param>
public sealed class DeployedModel(Project project, Deployments deployments, string name) : IServedModel
{
    private const string Shadow = "shadow";
    private const string Canary = "canary";

    /// <inheritdoc/>
    public async Task<Served?> FindAsync(CancellationToken cancellation) =>
        await deployments.FindAsync(name, cancellation) is { Live: { } live } deployment
            && DeploymentLog.Of(project, deployment) is { } log
            ? new Served(live, deployment.LiveSince ?? deployment.ChangedAt, log)
            : null;

    /// <inheritdoc/>
    public Task ShadowAsync(int version, string reason, CancellationToken cancellation) => BeginAsync(
        new DeployRequest($"{version}") { Name = name, Strategy = Shadow, Promotion = Promotion.OnRequest, Reason = reason }, version,
        cancellation);

    /// <inheritdoc/>
    /// <remarks>
    /// Predictions that differ from the live version's are no reason to roll back: labels have shown that they are better. Errors and
    /// latency decide.
    /// </remarks>
    public async Task<string?> TryAsync(int version, string reason, CancellationToken cancellation)
    {
        var request = new DeployRequest($"{version}")
        {
            Name = name,
            Strategy = Canary,
            Reason = reason,
            Limits = project.For(Stage.RetrainOrRetire).Read(DeploySettings.Section).Canary with { Drift = 1 },
        };
        try
        {
            await BeginAsync(request, version, cancellation);
            return null;
        }
        catch (TrestleException refused) when (refused.Problems is [{ Code: "TR1617" }, ..])
        {
            return refused.Problems[0].Found;
        }
    }

    /// <inheritdoc/>
    public async Task<TrialProgress> AdvanceAsync(int version, CancellationToken cancellation)
    {
        var deployment = await deployments.AdvanceAsync(name, cancellation);
        return deployment.Rollout?.To == version ? TrialProgress.Running
            : deployment.Live == version ? TrialProgress.Promoted
            : TrialProgress.RolledBack;
    }

    /// <inheritdoc/>
    public async Task PromoteAsync(int version, string reason, CancellationToken cancellation)
    {
        var status = await deployments.ChampionAsync(cancellation);
        if (status.Live is null || status.Live.Version == version)
        {
            await deployments.MakeChampionAsync(version, RetrainOrRetireStage.Who, reason, deploy: false, cancellation);
        }
    }

    /// <inheritdoc/>
    public async Task DropAsync(int version, int live, string reason, CancellationToken cancellation)
    {
        var deployment = await deployments.AdvanceAsync(name, cancellation);
        if (deployment.Rollout?.To == version)
        {
            await deployments.AbandonAsync(name, RetrainOrRetireStage.Who, reason, cancellation);
        }
        else if (deployment.Live == version)
        {
            await deployments.ApplyAsync(
                new DeployRequest($"{live}") { Name = name, Strategy = "direct", Reason = reason }, RetrainOrRetireStage.Who, cancellation);
        }
    }

    /// <inheritdoc/>
    public Task RetireAsync(int version, string reason, CancellationToken cancellation) =>
        deployments.RetireAsync(name, version, RetrainOrRetireStage.Who, reason, null, cancellation);

    private async Task BeginAsync(DeployRequest request, int version, CancellationToken cancellation)
    {
        var deployment = await deployments.AdvanceAsync(name, cancellation);
        if (deployment.Live != version && (deployment.Rollout?.To != version || deployment.Rollout.Strategy != request.Strategy))
        {
            await deployments.ApplyAsync(request, RetrainOrRetireStage.Who, cancellation);
        }
    }
}
