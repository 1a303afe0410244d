using System.Runtime.InteropServices;

using Trestle.Core.Security;

namespace Trestle.Stages.Kernel.Access;

/// <summary>
/// The user of hosts in containers, who reads and writes the files that are mounted there. Where Trestle runs as root that is the user of
/// images made by stage 17, to whom the files are given; who is not root can give nothing away, and the container runs as this user.
/// </summary>
internal static class ContainerUser
{
    private const int OfImages = 10001;

    /// <summary>Makes it the owner of a file or folder, where that is needed; error TR0195 when it cannot be done.</summary>
    public static void Give(string path)
    {
        if (!OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess && ChangeOwner(path, OfImages, OfImages) != 0)
        {
            throw new TrestleException(SecurityErrors.NotShared(path));
        }
    }

    /// <summary>The options with which an engine runs a container as it.</summary>
    /// <param name="mapsUsers">Whether the engine maps the users of containers that nobody started as root, as podman does.</param>
    public static IReadOnlyList<string> Options(bool mapsUsers)
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            return [];
        }

        string[] user = ["--user", $"{GetUser()}:{GetGroup()}"];
        return mapsUsers ? ["--userns", "keep-id", .. user] : user;
    }

    [DllImport("libc", EntryPoint = "chown", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ChangeOwner([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int owner, int group);

    [DllImport("libc", EntryPoint = "getuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetUser();

    [DllImport("libc", EntryPoint = "getgid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetGroup();
}
