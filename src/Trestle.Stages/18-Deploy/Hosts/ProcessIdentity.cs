using System.Diagnostics;

namespace Trestle.Stages.Deploy.Hosts;

/// <summary>A process as remembered in a file: ids are reused, so the start time belongs to it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="StartedAt">When it was started, in UTC ticks.</param>
public sealed record ProcessIdentity(int Id, long StartedAt)
{
    /// <summary>Processes read start times with an error of some hundredths of a second.</summary>
    private const long Tolerance = TimeSpan.TicksPerSecond;

    /// <summary>That of a process; null when it has ended.</summary>
    public static ProcessIdentity? Of(Process process)
    {
        try
        {
            return new ProcessIdentity(process.Id, process.StartTime.ToUniversalTime().Ticks);
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>The process while it runs; null when it has ended, even if it was not reaped.</summary>
    public Process? Find()
    {
        try
        {
            var process = Process.GetProcessById(Id);
            if (!IsZombie(Id) && Of(process) is { } found && Math.Abs(found.StartedAt - StartedAt) < Tolerance)
            {
                return process;
            }

            process.Dispose();
            return null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Whether it runs.</summary>
    public bool IsAlive()
    {
        using var process = Find();
        return process is not null;
    }

    /// <summary>A process that ended and was not reaped by its parent still has its number (proc(5), state Z).</summary>
    private static bool IsZombie(int id)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        try
        {
            var status = File.ReadAllText($"/proc/{id}/stat");
            return status[status.LastIndexOf(')') + 2] is 'Z' or 'X';
        }
        catch (IOException)
        {
            return true;
        }
    }
}
