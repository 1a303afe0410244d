using System.Runtime.InteropServices;

namespace Trestle.Cli.Output;

/// <summary>
/// Ctrl-C and SIGTERM: the first asks the command to end, and gives it two seconds; a second ends the process at once.
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
        registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle)];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => asked.Token;

    /// <summary>Done when the command has had its time to end after the first signal, or a second one came.</summary>
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
