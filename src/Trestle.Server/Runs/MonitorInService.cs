using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Monitor.Alerts;

namespace Trestle.Server.Runs;

/// <summary>The state of stage 21: monitored versions and open alerts.</summary>
internal sealed class MonitorInService(ServedProject served, TimeProvider clock) : IStageInService
{
    /// <inheritdoc/>
    public Stage Stage => Stage.Monitor;

    /// <inheritdoc/>
    public async Task<StageState> DescribeAsync(StageState state, CancellationToken cancellation)
    {
        var alerts = (await new AlertStore(served.Records, served.Project.Settings.Alerts, clock).ListAsync(cancellation))
            .Where(alert => alert.State != AlertState.Resolved).ToArray();
        var watched = (await served.Deployments.ListAsync(cancellation))
            .Where(one => DeploymentLog.Of(served.Project, one) is not null).ToArray();
        if (alerts.Length == 0 && watched.Length == 0)
        {
            return state;
        }

        var line = alerts.Length == 0
            ? "no alerts"
            : $"{Format.Count(alerts.Length, "alert")}: {alerts[0].Monitor} {alerts[0].Subject}: {alerts[0].Detail}";
        return state with
        {
            Status = StageStatus.Active,
            Line = watched.Length == 0
                ? line
                : $"{string.Join(", ", watched.Select(one => $"{one.Name} version {one.Live}"))} in windows of "
                    + $"{Format.Took(served.Project.Settings.Monitor.Window)}; {line}",
        };
    }
}
