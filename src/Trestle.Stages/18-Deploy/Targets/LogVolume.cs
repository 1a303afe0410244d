using Trestle.Stages.Kernel.Access;

namespace Trestle.Stages.Deploy.Targets;

/// <summary>
/// The folder of the prediction log as a volume of a container. The user of the container has to write it, and the user of the server to
/// read and archive it.
/// </summary>
internal static class LogVolume
{
    /// <summary>The options of the engine; error TR1835 when the folder cannot be given to the container's user.</summary>
    public static IReadOnlyList<string> Of(string folder)
    {
        Directory.CreateDirectory(folder);
        try
        {
            ContainerUser.Give(folder);
        }
        catch (TrestleException refused)
        {
            throw new TrestleException(TargetErrors.NoLogFolder(folder, refused.Problems[0].Found), ExitCode.Mistake, refused);
        }

        return ["--volume", $"{folder}:{DeployOrder.LogMount}:z"];
    }
}
