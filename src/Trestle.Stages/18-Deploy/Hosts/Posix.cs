using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Trestle.Stages.Deploy.Hosts;

/// <summary>The few calls of the operating system that .NET does not offer.</summary>
internal static partial class Posix
{
    private const int Terminate = 15;

    /// <summary>
    /// Leaves the terminal and its group, so that neither Ctrl-C nor the end of the session reaches this process. It fails for who leads
    /// a group already, which then has one of its own anyway.
    /// </summary>
    public static void LeaveSession()
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = SetSession();
        }
    }

    /// <summary>Asks a process to end: it answers what has begun. Where there are no signals it is ended.</summary>
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

    [DllImport("libc", EntryPoint = "setsid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetSession();

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
