using System.Collections.Concurrent;
using System.Net;

using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Trestle.Serving.Draining;

/// <summary>
/// Listens with Kestrel's own sockets, and can stop listening while the connections that are open go on. Kestrel by itself stops
/// both at once, and so cuts off requests that are on their way on a connection that it takes for idle.
/// </summary>
internal sealed class ClosableListeners(IOptions<SocketTransportOptions> options, ILoggerFactory logs) : IConnectionListenerFactory
{
    private readonly SocketTransportFactory sockets = new(options, logs);
    private readonly ConcurrentBag<IConnectionListener> listeners = [];

    /// <inheritdoc/>
    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var listener = await sockets.BindAsync(endpoint, cancellationToken);
        listeners.Add(listener);
        return listener;
    }

    /// <summary>Takes no further connections.</summary>
    public async Task CloseAsync()
    {
        foreach (var listener in listeners)
        {
            await listener.UnbindAsync();
        }
    }
}
