using Trestle.Serving.Metrics;

namespace Trestle.Serving.Draining;

/// <summary>
/// The end of a host without a lost request: it takes no further connections, tells with each answer that it closes this one, and leaves
/// busy connections the time to hear it. What then still stands open is idle, or waits for its answer.
/// </summary>
internal sealed class Drain(ClosableListeners listeners, HostMetrics metrics, TimeProvider clock)
{
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private volatile bool begun;

    /// <summary>Whether the host is about to end.</summary>
    public bool HasBegun => begun;

    /// <summary>Ends when no connection is open any more, or after a quarter of a second.</summary>
    public async Task RunAsync()
    {
        begun = true;
        await listeners.CloseAsync();
        var since = clock.GetTimestamp();
        while (metrics.Connections > 0 && clock.GetElapsedTime(since) < Grace)
        {
            await Task.Delay(Pause, clock);
        }
    }
}
