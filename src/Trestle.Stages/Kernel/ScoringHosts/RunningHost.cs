using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Trestle.Stages.Kernel.ScoringHosts;

/// <summary>
/// A scoring host that answers; disposing asks it to end, so that it answers requests under way, and kills it when it does not end.
/// </summary>
public sealed class RunningHost(Process process, Uri address) : IAsyncDisposable
{
    private const int Terminate = 15;

    /// <summary>Where it answers.</summary>
    public Uri Address { get; } = address;

    /// <summary>Time limit for ending by itself: a little more than it gives its requests.</summary>
    internal TimeSpan EndLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The lines that it still prints.</summary>
    public StreamReader Output => process.StandardOutput;

    /// <summary>Waits until the host has ended by itself, and returns its exit code.</summary>
    public async Task<int> WaitAsync(CancellationToken cancellation)
    {
        await process.WaitForExitAsync(cancellation);
        return process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!process.HasExited && !await EndsAsync())
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It ended between the check and the kill.
            Debug.WriteLine(e.Message);
        }

        process.Dispose();
    }

    /// <summary>Asks it to end; false when it does not, or when the operating system offers no way to ask.</summary>
    private async Task<bool> EndsAsync()
    {
        if (OperatingSystem.IsWindows() || Signal(process.Id, Terminate) != 0)
        {
            return false;
        }

        // A process runs in real time, even when whoever started it has a simulated clock.
        using var limit = new CancellationTokenSource(EndLimit, TimeProvider.System);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int process, int signal);
}
