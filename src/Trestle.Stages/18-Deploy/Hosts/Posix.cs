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

    [DllImport("libc", EntryPoint = "setsid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetSession();

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
