using Trestle.Stages.Kernel.PredictionLogs;
using Trestle.Stages.Kernel.Projects;

namespace Trestle.Stages.Deploy.Rollouts;

/// <summary>Which deployments are watched, and where their hosts log.</summary>
public static class DeploymentLog
{
    private const string Kubernetes = "kubernetes";

    /// <summary>
    /// The prediction log of a deployment in service; null when it is not in service, or not watched (<c>deploy.monitor: none</c>). Pods
    /// are not asked: their log is there once their volume is the folder <c>journal</c> of the deployment.
    /// </summary>
    public static PredictionLog? Of(Project project, Deployment deployment)
    {
        var log = new PredictionLog(DeploymentNames.Folder(project, deployment.Name));
        return deployment is { Live: not null, Retired: null, Stopped: null }
            && project.For(Stage.Deploy).Read(DeploySettings.Section).Monitor == Monitoring.Log
            && (deployment.Target == Kubernetes ? log.Exists : deployment.Address is not null)
                ? log
                : null;
    }
}
