using Trestle.Stages.Deploy.Planning;
using Trestle.Stages.Deploy.Rollouts;

namespace Trestle.Server.Runs;

/// <summary>The state of stage 18: live versions and rollouts.</summary>
internal sealed class DeployInService(ServedProject served) : IStageInService
{
    /// <inheritdoc/>
    public Stage Stage => Stage.Deploy;

    /// <inheritdoc/>
    public async Task<StageState> DescribeAsync(StageState state, CancellationToken cancellation)
    {
        var all = await served.Deployments.ListAsync(cancellation);
        return all.Count == 0 ? state : state with
        {
            Status = all.Any(one => one.State is DeploymentState.RollingOut or DeploymentState.Changing) ? StageStatus.Running
                : all.Any(one => one.State == DeploymentState.Failed) ? StageStatus.Failed
                : all.Any(one => one.State == DeploymentState.Serving) ? StageStatus.Active
                : StageStatus.Idle,
            Started = null,
            Doing = string.Join("; ", all.Select(Line)),
            Line = string.Join("; ", all.Select(Line)),
        };
    }

    private static string Line(Deployment deployment) => deployment switch
    {
        { Retired: { } retired } => $"{deployment.Name} is retired: {retired.Reason}",
        { Failure: { } failure, Good.Count: 0 } => $"{deployment.Name}: {failure}",
        _ => $"{deployment.Name}: {string.Join(", ", deployment.Routes.Select(DeployWords.Route))}",
    };
}

/// <summary>The state of stage 19: the addresses of deployments.</summary>
internal sealed class ServeInService(ServedProject served) : IStageInService
{
    /// <inheritdoc/>
    public Stage Stage => Stage.Serve;

    /// <inheritdoc/>
    public async Task<StageState> DescribeAsync(StageState state, CancellationToken cancellation)
    {
        var answering = (await served.Deployments.ListAsync(cancellation))
            .Where(one => one is { Address: not null, Retired: null }).ToArray();
        return answering.Length == 0 ? state : state with
        {
            Status = StageStatus.Active,
            Line = string.Join(
                "; ", answering.Select(one => $"{one.Name} answers at {one.Address}, generation {one.Generation} of its routes")),
        };
    }
}
