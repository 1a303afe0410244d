using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Trestle.Stages.Deploy.Hosts;

/// <summary>The few system calls that .NET does not offer.</summary>
internal static partial class Posix
{
    private const int Terminate = 15;

    /// <summary>
    /// Leaves the terminal and its process group, so that neither Ctrl-C nor the end of the session reaches this process. Fails for a
    /// group leader, which has its own group anyway.
    /// </summary>
    public static void LeaveSession()
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = SetSession();
        }
    }

    /// <summary>Asks a process to end after answering the requests under way. Where there are no signals it is killed.</summary>
    public static void AskToEnd(Process process)
    {
        if (OperatingSystem.IsWindows())
        {
            process.Kill();
        }
        else
        {
            _ = Kill(process.Id, Terminate);
        }
    }

    /// <summary>A path without symbolic links, so that one folder has one name; the full path where that cannot be told.</summary>
    public static string RealPath(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return Path.GetFullPath(path);
        }

        var found = Resolve(Encoding.UTF8.GetBytes($"{path}\0"), IntPtr.Zero);
        try
        {
            return Marshal.PtrToStringUTF8(found) ?? Path.GetFullPath(path);
        }
        finally
        {
            Free(found);
        }
    }

    [DllImport("libc", EntryPoint = "realpath")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern IntPtr Resolve(byte[] path, IntPtr buffer);

    [DllImport("libc", EntryPoint = "free")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void Free(IntPtr memory);

    /// <summary>Makes a user, and the group of the same number, the owner of a file or folder; false when this user may not.</summary>
    public static bool Give(string path, int owner) => ChangeOwner(path, owner, owner) == 0;

    /// <summary>The user of this process.</summary>
    public static int User => GetUser();

    /// <summary>The group of this process.</summary>
    public static int Group => GetGroup();

    [DllImport("libc", EntryPoint = "chown", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ChangeOwner([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int owner, int group);

    [DllImport("libc", EntryPoint = "getuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetUser();

    [DllImport("libc", EntryPoint = "getgid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetGroup();

    [DllImport("libc", EntryPoint = "setsid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetSession();

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
