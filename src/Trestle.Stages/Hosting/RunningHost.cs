using System.ComponentModel;
using System.Diagnostics;

namespace Trestle.Stages.Hosting;

/// <summary>A scoring host that answers; disposing ends it.</summary>
public sealed class RunningHost(Process process, Uri address) : IAsyncDisposable
{
    /// <summary>Where it answers.</summary>
    public Uri Address { get; } = address;

    /// <summary>The lines that it still prints; read by whoever shows them.</summary>
    public StreamReader Output => process.StandardOutput;

    /// <summary>Waits until the host has ended by itself, and gives its exit code.</summary>
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
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It ended between the question and the kill.
            Debug.WriteLine(e.Message);
        }

        process.Dispose();
    }
}
