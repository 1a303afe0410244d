using Trestle.Serving.Metrics;

namespace Trestle.Serving.Draining;

/// <summary>
/// Shuts down a host without losing a request: it accepts no further connections, announces the end of the connection with each answer,
/// and gives busy connections time to read it. Connections still open after that are idle, or wait for their answer.
/// </summary>
internal sealed class Drain(ClosableListeners listeners, HostMetrics metrics, TimeProvider clock)
{
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private volatile bool begun;

    /// <summary>Whether the host is about to end.</summary>
    public bool HasBegun => begun;

    /// <summary>Completes when no connection is open any more, or after a quarter of a second.</summary>
    public async Task RunAsync()
    {
        begun = true;
        await listeners.CloseAsync();
        var since = clock.GetTimestamp();
        while (metrics.Connections.Open > 0 && clock.GetElapsedTime(since) < Grace)
        {
            await Task.Delay(Pause, clock);
        }
    }
}
