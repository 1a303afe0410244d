using System.Diagnostics;

namespace Trestle.Stages.Deploy.Hosts;

/// <summary>
/// A host with its models loaded that does not listen yet. It waits for a line on its standard input and ends with it, so it does not
/// outlive its supervisor.
/// </summary>
/// <param name="process">The process.</param>
/// <param name="since">When it was started, as a timestamp.</param>
internal sealed class StandbyHost(Process process, long since)
{
    /// <summary>When it was started, as a timestamp of the supervisor's clock.</summary>
    public long Since => since;

    /// <summary>Whether it runs.</summary>
    public bool IsAlive => !process.HasExited;

    /// <summary>Lets it listen, and returns its process, which is no longer this object's; null when it has ended.</summary>
    public Process? TakeOver()
    {
        try
        {
            process.StandardInput.WriteLine("listen");
            process.StandardInput.Close();
            return process;
        }
        catch (IOException)
        {
            // It ended before it could be told.
            process.Dispose();
            return null;
        }
    }

    /// <summary>Ends it.</summary>
    public void End()
    {
        try
        {
            process.StandardInput.Close();
            process.Kill();
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // It had ended already.
            Debug.WriteLine(e.Message);
        }

        process.Dispose();
    }
}
