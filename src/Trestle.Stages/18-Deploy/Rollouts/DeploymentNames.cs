using Trestle.Stages.Kernel.Access;
using Trestle.Stages.Kernel.Projects;

namespace Trestle.Stages.Deploy.Rollouts;

/// <summary>Names of deployments, which become names of folders, containers and objects of a cluster.</summary>
public static class DeploymentNames
{
    private const int Longest = 64;

    /// <summary>Returns the name; error TR1801 unless it is 1 to 64 letters, digits, '-' and '_'.</summary>
    public static string Check(string name) =>
        name.Length is > 0 and <= Longest && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? name
            : throw new TrestleException(RolloutErrors.WrongName(name));

    /// <summary>The folder of a deployment's files.</summary>
    public static string Folder(Project project, string name) => Path.Combine(project.StateFolder, HostAccess.Deployments, Check(name));
}
