using Trestle.Core.Routing;
using Trestle.Stages.Deploy.Hosts;
using Trestle.Stages.Deploy.Rollouts;
using Trestle.Stages.Kernel.Projects;

namespace Trestle.Stages.Deploy;

/// <summary>What the files of a deployment on this machine say it served last, whatever the records know.</summary>
public static class LastRoutes
{
    /// <summary>The version that the last route table made live; null when there is no readable table.</summary>
    public static int? LiveVersion(Project project, string deployment)
    {
        var file = new HostFiles(DeploymentNames.Folder(project, deployment)).Routes;
        try
        {
            return File.Exists(file) ? DeploymentSession.LiveOf(RouteTables.Read(File.ReadAllBytes(file), file).Routes) : null;
        }
        catch (TrestleException)
        {
            // A table that the host would refuse too says nothing about what answered.
            return null;
        }
    }
}
