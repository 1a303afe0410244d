using System.Diagnostics;

namespace Trestle.Stages.Kernel.Programs;

/// <summary>Programs that a run starts.</summary>
internal static class Children
{
    /// <summary>
    /// Waits until a process has ended and its output has been read; false when it was killed, with all that it had started, because the
    /// time was over. It is killed, too, when the caller gives up or the reading fails.
    /// </summary>
    /// <param name="process">The process.</param>
    /// <param name="reading">Reads its output.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<bool> EndsAsync(
        Process process, Func<CancellationToken, Task> reading, TimeSpan limit, CancellationToken cancellation)
    {
        using var time = new CancellationTokenSource(limit, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancellation);
        try
        {
            await reading(either.Token);
            await process.WaitForExitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            cancellation.ThrowIfCancellationRequested();
            return false;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }
    }
}
