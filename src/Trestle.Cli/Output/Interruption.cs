using System.Runtime.InteropServices;

namespace Trestle.Cli.Output;

/// <summary>
/// Ctrl-C and SIGTERM: the first cancels the command and gives it two seconds to stop; the second ends the process at once.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1.8);
    private readonly CancellationTokenSource asked = new();
    private readonly TaskCompletionSource overdue = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration[] registrations;
    private readonly ITimer timer;
    private int count;

    public Interruption(TimeProvider clock)
    {
        timer = clock.CreateTimer(_ => overdue.TrySetResult(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        registrations = [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle)];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => asked.Token;

    /// <summary>Completes when the time to stop after the first signal is over, or at the second signal.</summary>
    public Task Overdue => overdue.Task;

    /// <inheritdoc/>
    public void Dispose()
    {
        Array.ForEach(registrations, registration => registration.Dispose());
        timer.Dispose();
        asked.Dispose();
    }

    private void Handle(PosixSignalContext signal)
    {
        signal.Cancel = true;
        if (Interlocked.Increment(ref count) > 1)
        {
            overdue.TrySetResult();
            return;
        }

        timer.Change(Grace, Timeout.InfiniteTimeSpan);
        asked.Cancel();
    }
}
