using Trestle.Stages.Deploy.Hosts;

namespace Trestle.Stages.Deploy.Targets;

/// <summary>
/// The folder of the prediction log as a volume of a container. The user of the container has to write it, and the user of the server to
/// read and archive it.
/// </summary>
internal static class LogVolume
{
    /// <summary>The user of images made by stage 17.</summary>
    private const int ImageUser = 10001;

    /// <summary>The options of the engine; error TR1835 when the folder cannot be given to the container's user.</summary>
    public static IReadOnlyList<string> Of(ContainerEngine engine, string folder)
    {
        Directory.CreateDirectory(folder);
        string[] volume = ["--volume", $"{folder}:{DeployOrder.LogMount}:z"];
        if (OperatingSystem.IsWindows())
        {
            return volume;
        }

        if (Environment.IsPrivilegedProcess)
        {
            // Root reads what belongs to anybody.
            return Posix.Give(folder, ImageUser) ? volume : throw new TrestleException(TargetErrors.NoLogFolder(folder, "chown fails"));
        }

        // Who is not root can give nothing away: the container runs as this user.
        var user = $"{Posix.User}:{Posix.Group}";
        return engine.IsPodman ? [.. volume, "--userns", "keep-id", "--user", user] : [.. volume, "--user", user];
    }
}
